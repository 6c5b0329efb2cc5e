/** The engine `command`: programs in the user's own sandbox, with plain commands and with bubblewrap where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExpertReply } from '../../../src/domain/expert.js';
import { createCommandEngine } from '../../../src/experts/engines/command/engine.js';
import type { Engine } from '../../../src/experts/engines/engine.js';
import { rejection } from '../../support/thrown.js';
import { askProgram, said, type AskedProgram } from './support/ask-engine.js';

const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);
const HAS_BWRAP = spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-all', 'true']).status === 0;
const engines: Engine[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

interface Call extends AskedProgram {
  readonly env?: Record<string, string>;
}

function call(command: string, text: string, { env = {}, ...asked }: Call = {}): Promise<ExpertReply> {
  const engine = createCommandEngine({ PATH: process.env['PATH'], ...env, MAESTRO_SANDBOX_COMMAND: command });
  engines.push(engine);
  return askProgram(engine, text, asked);
}

describe('a shell as the sandbox', () => {
  test('gets the program on standard input, and its output comes back', async () => {
    expect(said(await call('sh', 'echo out; echo err >&2'))).toBe('out\nerr');
    expect(said(await call('cat', '```python\nx = "it\'s"\n```'))).toBe('x = "it\'s"');
  });

  test.each([
    ['exit 3', /ended with status 3/],
    ['echo sorry >&2; exit 1', /ended with status 1:\nsorry/],
    ['echo so far; kill -9 $$', /ended with (?:SIGKILL|status 137):[^]*Before that it printed: so far/],
    ['true', /without printing anything/],
    ['yes', /printed more than 1048576 bytes/],
  ])('%j fails', async (program, reason) => {
    expect(said(await call('sh', program))).toMatch(reason);
  });

  test('64 KB of output are kept', async () => {
    const reply = await call('sh', 'head -c 200000 /dev/zero | tr "\\\\0" x');
    expect(reply.kind === 'answer' ? reply.data : {}).toMatchObject({ truncated: true });
    expect(said(reply)).toHaveLength(64 * 1024);
  });

  test('has no variables of this process but the few that are passed on', async () => {
    const env = { OPENAI_API_KEY: 'sk-secret', HOME: '/nowhere', LD_PRELOAD: '/x.so' };
    const shown = said(await call('sh', 'env; pwd', { env }));
    expect(shown).toContain('HOME=/nowhere');
    expect(shown).toMatch(/\n\/$/);
    expect(shown).not.toMatch(/OPENAI|LD_PRELOAD|MAESTRO|NODE/);
  });

  test('that can not be run is a fault of the sandbox, not of the program', async () => {
    expect(await rejection(call('/nowhere/sandbox --safe', 'echo'))).toMatchObject({ code: 'EXPERT_UNAVAILABLE' });
    expect(await rejection(call('', 'echo'))).toMatchObject({
      code: 'EXPERT_UNAVAILABLE',
      message: expect.stringContaining('MAESTRO_SANDBOX_COMMAND is not set'),
    });
  });
});

describe('the end of a program', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maestro-command-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Writes down its process id and that of a child, and never ends. */
  const endless = (file: string): string => `sleep 1000 & echo $$ $! > ${file}; wait`;

  function idsIfIn(file: string): readonly number[] | undefined {
    const text = spawnSync('cat', [file]).stdout.toString();
    return /^\d+ \d+\n$/.test(text) ? text.trim().split(' ').map(Number) : undefined;
  }

  async function idsIn(file: string): Promise<readonly number[]> {
    for (;;) {
      const ids = idsIfIn(file);
      if (ids !== undefined) return ids;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function untilGone(ids: readonly number[]): Promise<void> {
    // A zombie is gone as well: it runs nothing.
    const runs = (id: number): boolean =>
      /^[^Z]/.test(
        spawnSync('ps', ['-o', 'stat=', '-p', String(id)])
          .stdout.toString()
          .trim(),
      );
    while (ids.some(runs)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  test('comes with its time, for all that it started', async () => {
    // A machine that is busy may not come to the program's first line in a short time: then it is given a longer one.
    const ends = async (timeout_ms: number): Promise<readonly number[]> => {
      const file = join(folder, `late-${timeout_ms}`);
      const reply = await call('sh', endless(file), { params: { timeout_ms } });
      expect(said(reply)).toContain(`did not end within ${timeout_ms} ms`);
      return idsIfIn(file) ?? ends(10 * timeout_ms);
    };
    await untilGone(await ends(700));
  });

  test('comes with an abort, for all that it started', async () => {
    const file = join(folder, 'aborted');
    const stop = new AbortController();
    const running = call('sh', endless(file), { signal: stop.signal });
    const ids = await idsIn(file);
    stop.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    await untilGone(ids);
  });

  test('comes with its own end, for what it left running', async () => {
    const file = join(folder, 'left');
    expect(said(await call('sh', `sleep 1000 & echo $$ $! > ${file}; echo done`))).toBe('done');
    await untilGone(await idsIn(file));
  });

  test('comes when the engine is closed', async () => {
    const file = join(folder, 'closed');
    const refused = rejection(call('sh', endless(file)));
    const ids = await idsIn(file);
    await engines.at(-1)?.close();
    expect((await refused).message).toContain('was closed');
    await untilGone(ids);
  });

  test('is left to the kernel when this process dies', async () => {
    // The limit of CPU time is the shell's own: an endless loop is ended without us.
    const limited = await call('sh', 'ulimit -t', { params: { timeout_ms: 60_000 } });
    expect(said(limited)).toBe('61');
  });
});

(PYTHON === undefined ? describe.skip : describe)('Python as the sandbox', () => {
  const python = `${PYTHON ?? ''} -`;
  const tested = (code: string, tests: string): Promise<ExpertReply> =>
    call(python, code, { task: 'test', params: { tests } });

  test('runs programs', async () => {
    expect(said(await call(python, '```python\nprint(6 * 7)\n```'))).toBe('42');
    expect(said(await call(python, '1 / 0'))).toMatch(/status 1:[^]*ZeroDivisionError/);
  });

  test.each([
    ['def f(): return 2', 'assert f() == 2', true],
    ['def f(): return 3', 'assert f() == 2', false],
    ['import sys\nsys.exit(0)', 'assert False', false],
    ['import os\nprint("done")\nos._exit(0)', 'assert False', false],
    ['def f(: pass', 'assert True', false],
  ])('%j tested by %j: %j', async (code, tests, passed) => {
    expect(await tested(code, tests)).toMatchObject({ kind: 'answer', data: { passed } });
  });

  test('what failed is told', async () => {
    expect(said(await tested('f = 1', 'assert f == 2, "f is wrong"'))).toMatch(/AssertionError: f is wrong/);
    expect(said(await tested('print("hm")', 'assert True'))).toBe('The program passed its tests.');
  });

  test('runs JavaScript where the step says so', async () => {
    const reply = await call(`${process.execPath} -`, '```js\nconst f = () => 2\n```', {
      task: 'test',
      params: { tests: 'require("assert").equal(f(), 2)', language: 'javascript' },
    });
    expect(reply).toMatchObject({ data: { passed: true } });
  });
});

(HAS_BWRAP && PYTHON !== undefined ? describe : describe.skip)('bubblewrap as the sandbox', () => {
  const links = (): string => ['lib', 'lib64', 'bin'].map((name) => `--symlink usr/${name} /${name}`).join(' ');
  const command = `bwrap --ro-bind /usr /usr ${links()} --proc /proc --dev /dev --tmpfs /tmp --unshare-all --die-with-parent ${PYTHON ?? ''} -`;

  test('runs a program that sees neither files nor network', async () => {
    const secret = join(tmpdir(), `maestro-secret-${process.pid}`);
    await writeFile(secret, 'secret');
    const program = `
import os, socket
print(os.path.exists("${secret}"), os.path.exists("${process.cwd()}"))
try:
    socket.create_connection(("127.0.0.1", 80), 1)
except OSError as error:
    print(type(error).__name__)`;
    expect(said(await call(command, program))).toMatch(/^False False\n(?:ConnectionRefusedError|OSError)$/);
    await rm(secret);
  });

  test('is ended with all that it started', async () => {
    const marker = `maestro-${process.pid}-marker`;
    const program = `import subprocess\nsubprocess.run(["sleep", "1000", "${marker}"])\nwhile True: pass`;
    expect(said(await call(command, program, { params: { timeout_ms: 1500 } }))).toMatch(/did not end within/);
    const running = (): boolean =>
      execFileSync('ps', ['-e', '-o', 'args=']).toString().includes(`sleep 1000 ${marker}`);
    while (running()) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

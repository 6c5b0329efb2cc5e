/** Programs of models that want out of their sandbox, with something out there to be reached: a file, a server, a variable. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEngines } from '../../../src/experts/engines/index.js';
import { startTrap, type Trap } from '../../support/trap.js';
import { ask, said, type Asked } from './support/ask-engine.js';

const SECRET = 'canary-5f2c91';
/** As much time as the engine allows. */
const PATIENT = { timeout_ms: 60_000 };
const engines = createEngines();
let folder: string;
let trap: Trap;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-sandbox-'));
  await writeFile(join(folder, 'secret.txt'), SECRET);
  process.env['MAESTRO_TEST_SECRET'] = SECRET;
  trap = await startTrap();
});
afterAll(async () => {
  delete process.env['MAESTRO_TEST_SECRET'];
  await engines.close();
  await trap.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(engine: 'quickjs' | 'python', program: string, params: Asked['params'] = PATIENT): Promise<string> {
  const text = program.replaceAll('FILE', join(folder, 'secret.txt')).replaceAll('URL', trap.url);
  return said(await ask(engines.get(engine), 'run', { text, params }));
}

/** Each way out on its own, so that the first that is closed does not hide the next; the last line shows that it ran. */
function tryAll(language: 'quickjs' | 'python', ways: readonly string[]): string {
  const tried =
    language === 'quickjs'
      ? ways.map((way) => `try { show(await (async () => { ${way} })()) } catch (error) { show('no: ' + error) }`)
      : ways.map((way) =>
          [
            'try:',
            ...way.split('\n').map((line) => `    ${line}`),
            'except BaseException as error:',
            '    print("no:", error)',
          ].join('\n'),
        );
  return language === 'quickjs'
    ? `const show = (x) => console.log(String(x));\n(async () => {\n${tried.join('\n')}\nshow('ran to its end');\n})()`
    : `${tried.join('\n')}\nprint("ran to its end")`;
}

const JAVASCRIPT = [
  "return require('fs').readFileSync('FILE', 'utf8')",
  "return (await import('node:fs')).readFileSync('FILE', 'utf8')",
  "return (await import('file://FILE')).default",
  "return std.loadFile('FILE')",
  "return os.exec(['cat', 'FILE'])",
  'return process.env.MAESTRO_TEST_SECRET',
  "return globalThis.constructor.constructor('return process')().env.MAESTRO_TEST_SECRET",
  'return (async () => {}).constructor(\'return await fetch("URL")\')()',
  "return (await fetch('URL')).text()",
  'return new XMLHttpRequest()',
  "return new WebSocket('URL'.replace('http', 'ws'))",
  'return new Worker(\'data:text/javascript,fetch("URL")\')',
  "return new SharedArrayBuffer(8).constructor.constructor('return process.mainModule')()",
  'const e = new Error(); Error.prepareStackTrace = (_, s) => s; return e.stack[0].getThis().process.env.MAESTRO_TEST_SECRET',
  "return console.log.constructor('return this')().process.env.MAESTRO_TEST_SECRET",
  "return Deno.readTextFileSync('FILE')",
  'return new Function(\'return import("node:child_process")\')()',
];

const PYTHON = [
  "print(open('FILE').read())",
  "import os\nprint(os.environ['MAESTRO_TEST_SECRET'])",
  "print(open('/proc/self/environ').read())",
  "import os\nprint(os.popen('cat FILE').read())",
  "import subprocess\nprint(subprocess.check_output(['cat', 'FILE']))",
  "import urllib.request\nprint(urllib.request.urlopen('URL').read())",
  "import socket\nsocket.create_connection(('127.0.0.1', int('URL'.rsplit(':')[-1])), 2)",
  'import js\nprint(js.process.env.MAESTRO_TEST_SECRET)',
  "from pyodide.http import open_url\nprint(open_url('URL').read())",
  "from pyodide.code import run_js\nprint(run_js('process.env.MAESTRO_TEST_SECRET'))",
  "import pyodide_js\nprint(pyodide_js.FS.readFile('FILE'))",
  "import ctypes\nprint(ctypes.CDLL(None).system(b'cat FILE'))",
  'import _pyodide_core\nprint(_pyodide_core)',
  'import multiprocessing\nmultiprocessing.Process(target=print).start()',
  "import os\nos.symlink('FILE', '/tmp/s')\nprint(open('/tmp/s').read())",
  "import os\nprint(os.listdir('/host'), os.listdir('/mnt'), os.listdir('/root'))",
  "import importlib\nprint(importlib.import_module('posix').system('cat FILE'))",
  "print([c for c in ().__class__.__base__.__subclasses__() if 'Js' in c.__name__])",
];

test.each([
  ['quickjs', JAVASCRIPT],
  ['python', PYTHON],
] as const)(
  '%s: no way out reaches a file, a variable or a server',
  async (engine, ways) => {
    const told = await run(engine, tryAll(engine, ways));
    expect(told).toContain('ran to its end');
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('caught');
    expect(trap.caught()).toBe(0);
    expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe(SECRET);
  },
  120_000,
);

test.each([
  "console.log('start'); for (;;) { try { for (;;) {} } catch {} }",
  "console.log('start'); const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)",
  "console.log('start'); const f = () => Promise.resolve().then(f); f()",
])(
  '%s: is ended, and the next program runs',
  async (program) => {
    expect(await run('quickjs', program, {})).toMatch(/did not end|more than|memory|broke the sandbox/);
    expect(await run('quickjs', '6 * 7')).toContain('42');
  },
  60_000,
);

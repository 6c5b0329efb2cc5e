/** Commands with other settings on one data folder: none takes the worker from under another's rollouts. */
import { spawn } from 'node:child_process';
import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOutput } from '../../src/cli/output.js';
import { workerFiles, readWorker } from '../../src/cli/processes/worker-files.js';
import { ensureWorker } from '../../src/cli/processes/worker-process.js';
import { otherUsers } from '../../src/cli/processes/worker-users.js';
import { readSettings } from '../../src/settings.js';
import { connectClient, resolveTarget } from '../../src/temporal/connection.js';
import { processStart } from '../../src/temporal/embedded/process-identity.js';
import { until } from '../chaos/support/until.js';
import { onlyJson, runCli, startCli, temporaryFolder } from './support/run-cli.js';
import { openSumsPlace, totalsOf, type SumsPlace } from './support/sums-eval.js';

const folder = temporaryFolder();
let place: SumsPlace;

beforeAll(async () => {
  place = await openSumsPlace(folder.path);
});
afterAll(() => place.sums.close());

const dataDir = (): string => join(folder.path, 'data');
const otherSettings = () => startCli(['ask', 'What is 6 * 7?', '--json'], { cwd: folder.path });

test('a command with other settings waits while an evaluation runs, and while its rollouts do after its death', async () => {
  const held = ['shared-a/1/decide', 'shared-b/1/confirm'];
  const evaluation = await place.evaluate(['shared-a', 'shared-b'], held);
  const worker = await readWorker(dataDir());
  const asking = otherSettings();
  await until('it says what it waits for', () => asking.stderr().includes('waiting up to'));
  expect(asking.stderr()).toContain(
    `for maestro eval (process ${evaluation.pid}), 2 running rollouts: waiting up to 30 s`,
  );

  evaluation.kill('SIGKILL');
  await evaluation.ended;
  // So would another one, which is told of the rollouts alone.
  expect((await wantAnother()).notes).toContain('for 2 running rollouts: waiting');
  expect(await readWorker(dataDir())).toEqual(worker);

  for (const key of held) place.sums.release(key);
  expect(onlyJson((await asking.ended).stdout)).toMatchObject({ answer: '42' });
  expect((await readWorker(dataDir()))?.pid).not.toBe(worker?.pid);
  const results = await place.results();
  const rows = await results.listRollouts({ policy: 'chat:Chooser' });
  await results.close();
  expect(rows.map(({ taskId, correct }) => [taskId, correct]).sort()).toEqual([
    ['shared-a', true],
    ['shared-b', true],
  ]);
  // Nothing was cut off and made again.
  expect([...place.sums.arrivals].filter(([, times]) => times.length !== 1)).toEqual([]);
}, 120_000);

test('an evaluation that goes on for long is not waited for: the error names it, and says what to do', async () => {
  const held = ['long-a/1/decide'];
  const evaluation = await place.evaluate(['long-a'], held);
  const worker = await readWorker(dataDir());
  const failed = await wantAnother();
  expect(failed.error).toMatchObject({
    code: 'SERVER_CONFLICT',
    message: expect.stringMatching(
      new RegExp(`for maestro eval \\(process ${evaluation.pid}\\), 1 running rollout.*MAESTRO_DATA_DIR.*maestro down`),
    ),
  });
  expect(failed.notes.match(/waiting up to/g)).toHaveLength(1);
  // Whoever only looks at batches, or steers one, needs no worker with settings of its own.
  const listed = await runCli(['batch', 'list'], { cwd: folder.path });
  expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining('it is used as it is') });
  expect(await readWorker(dataDir())).toEqual(worker);
  place.sums.release(held[0] ?? '');
  expect(totalsOf(await evaluation.ended)).toMatchObject({ total: 1, right: 1 });
}, 120_000);

test('a worker of another server is left to it', async () => {
  const { error } = await wantAnother('127.0.0.1:9');
  expect(error).toMatchObject({
    code: 'SERVER_CONFLICT',
    message: expect.stringMatching(/for another Temporal server \(127\.0\.0\.1:\d+, namespace default\)\. Wait/),
  });
});

/** Wants a worker with other settings, perhaps for another server, with a clock that leaps ten seconds at each look. */
async function wantAnother(address?: string): Promise<{ readonly error: unknown; readonly notes: string }> {
  const env = { PATH: process.env['PATH'], MAESTRO_DATA_DIR: dataDir() };
  const settings = readSettings(env, folder.path);
  const target = await resolveTarget({ env, dataDir: settings.dataDir, log: () => undefined, start: false });
  const client = await connectClient(target);
  let notes = '';
  const stream = { write: (text: string) => (notes += text) };
  const out = createOutput({ stdout: stream, stderr: stream, env: {}, json: true });
  let now = 0;
  const clock = { now: () => (now += 10_000) };
  const context = { command: 'ask', settings, env, cwd: folder.path, out, clock, signal: new AbortController().signal };
  const wanted = { target: { ...target, address: address ?? target.address }, client, fingerprint: 'another' };
  const error: unknown = await ensureWorker(context, wanted).catch((thrown: unknown) => thrown);
  await client.connection.close();
  return { error, notes };
}

test('the note of a command that died counts no more, whoever has its process id now', async () => {
  const { users } = workerFiles(dataDir());
  await mkdir(users, { recursive: true });
  const sleeper = spawn('sleep', ['600']);
  const pid = sleeper.pid ?? 0;
  const note = { pid, processStart: await processStart(pid), command: 'eval', fingerprint: 'x' };
  const file = join(users, `${pid}.json`);
  await writeFile(file, JSON.stringify(note));
  expect(await otherUsers(dataDir())).toEqual([note]);
  await writeFile(file, JSON.stringify({ ...note, processStart: '1' }));
  expect(await otherUsers(dataDir())).toEqual([]);
  await expect(access(file)).rejects.toThrow('ENOENT');
  await writeFile(file, JSON.stringify(note));
  sleeper.kill('SIGKILL');
  await until('it is gone', async () => (await processStart(pid)) === undefined);
  expect(await otherUsers(dataDir())).toEqual([]);
  expect(await readdir(users)).toEqual([]);
});

test('an idle worker is replaced at once', async () => {
  const before = await readWorker(dataDir());
  const asked = await runCli(['ask', 'What is 6 * 8?', '--json'], { cwd: folder.path });
  expect(onlyJson(asked.stdout)).toMatchObject({ answer: '48' });
  expect(asked.stderr).toContain('starting it again');
  expect((await readWorker(dataDir()))?.pid).not.toBe(before?.pid);
});

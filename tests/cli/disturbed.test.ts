/** An evaluation that others get in the way of: other settings, killed processes, Ctrl-C, `maestro down`. */
import { afterEach, expect, test } from '@jest/globals';
import { onlyJson, runCli, temporaryFolder, type Ended } from './support/run-cli.js';

const folder = temporaryFolder();
const maestro = (...args: readonly string[]): Promise<Ended> => runCli(args, { cwd: folder.path });

afterEach(async () => {
  await maestro('down');
}, 60_000);

/** Runs an evaluation and, once some of its tasks are done, `disturb`. */
async function disturbed(
  args: readonly string[],
  disturb: (kill: (signal: NodeJS.Signals) => void) => Promise<void>,
): Promise<Ended> {
  let disturbing: Promise<void> | undefined;
  const ended = await runCli(['eval', 'blindtest', '--concurrency', '2', ...args], {
    cwd: folder.path,
    onStderr: (stderr, kill) => {
      if (/[1-9]\d*\/\d+ done/.test(stderr)) disturbing ??= disturb(kill);
    },
  });
  if (disturbing === undefined) throw new Error(`the evaluation ended undisturbed: ${ended.stderr}`);
  await disturbing;
  return ended;
}

test('a command with other settings is refused, and the evaluation keeps its worker', async () => {
  const ended = await disturbed(['--limit', '40'], async () => {
    const other = await runCli(['ask', 'What is 3 * 4?', '--json'], {
      cwd: folder.path,
      env: { MAESTRO_IMAGE_ROOTS: folder.path },
    });
    expect(other.code).toBe(5);
    expect(onlyJson(other.stdout)).toMatchObject({
      error: { code: 'SERVER_CONFLICT', message: expect.stringMatching(/running on it.*maestro down/) },
    });
  });
  expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('is gone') });
  // With nothing running any more, the same command gets a worker of its own.
  const later = await runCli(['ask', 'What is 3 * 4?', '--json'], {
    cwd: folder.path,
    env: { MAESTRO_IMAGE_ROOTS: folder.path },
  });
  expect(onlyJson(later.stdout)).toMatchObject({ answer: '12', outcome: 'answered' });
}, 180_000);

test('worker and server that are killed together are both started again, and every task ends right', async () => {
  const ended = await disturbed(['--limit', '40', '--json'], async () => {
    const { server, worker } = onlyJson((await maestro('status', '--json')).stdout);
    process.kill(pidOf(worker), 'SIGKILL');
    process.kill(pidOf(server), 'SIGKILL');
  });
  expect(ended.stderr).toMatch(/The Temporal server \(process \d+\) is gone/);
  expect(ended.stderr).toMatch(/The worker \(process \d+\) is gone/);
  expect(onlyJson(ended.stdout)).toMatchObject({ total: 40, failed: 0 });
  expect(ended.code).toBe(0);
}, 240_000);

test('interrupted, it ends in one JSON object with what is done and how to go on', async () => {
  const ended = await disturbed(['--limit', '60', '--json'], (kill) => {
    kill('SIGINT');
    return Promise.resolve();
  });
  expect(ended.code).toBe(130);
  const report = onlyJson(ended.stdout);
  expect(report).toMatchObject({
    interrupted: true,
    resume: `maestro eval --resume ${String(report['run'])} --concurrency 2`,
  });
  expect(report['total']).toBeGreaterThan(0);
  expect(report['total']).toBeLessThan(60);
}, 120_000);

test('stopped by maestro down, it says how to go on, and nothing is thrown after its end', async () => {
  const ended = await disturbed(['--limit', '60'], async () => {
    expect((await maestro('down')).code).toBe(0);
  });
  expect(ended.code).toBe(5);
  expect(ended.stderr).toMatch(/Go on with: maestro eval --resume/);
  expect(ended.stderr).toMatch(/It was stopped meanwhile/);
  expect(ended.stderr).not.toMatch(/\n {4}at /);
}, 120_000);

test('an interrupted question ends in one JSON object as well', async () => {
  let sent = false;
  const ended = await runCli(['ask', 'What is 2 + 9?', '--json'], {
    cwd: folder.path,
    onStderr: (stderr, kill) => {
      if (sent || !stderr.includes('Starting the Temporal server')) return;
      sent = true; // a second one would not wait for anything
      kill('SIGINT');
    },
  });
  expect(ended.code).toBe(130);
  expect(onlyJson(ended.stdout)).toMatchObject({ interrupted: true });
}, 120_000);

function pidOf(process: unknown): number {
  if (typeof process === 'object' && process !== null && 'pid' in process && typeof process.pid === 'number') {
    return process.pid;
  }
  throw new Error(`no pid in ${JSON.stringify(process)}`);
}

/** Worker and server die under a running evaluation, one after the other or both at once: it starts them again and goes on. */
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readWorker } from '../../src/cli/processes/worker-files.js';
import { readServer } from '../../src/temporal/embedded/files.js';
import { until } from '../chaos/support/until.js';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';
import { openSumsPlace, totalsOf, type SumsPlace } from './support/sums-eval.js';

const folder = temporaryFolder();
let place: SumsPlace;

beforeAll(async () => {
  place = await openSumsPlace(folder.path);
});
afterAll(() => place.sums.close());

const dataDir = (): string => join(folder.path, 'data');

async function kill(which: 'server' | 'worker'): Promise<void> {
  const noted = which === 'server' ? await readServer(dataDir()) : await readWorker(dataDir());
  if (noted === undefined) throw new Error(`no ${which} is noted`);
  process.kill(noted.pid, 'SIGKILL');
}

test.each<[string, 'worker' | 'server', number]>([
  ['the worker, and the server while the next worker starts', 'worker', 1_300],
  ['the server, and the worker while the next server starts', 'server', 1_300],
  ['both at once', 'server', 0],
])(
  'killed: %s; the evaluation ends right, and asks nothing twice that was recorded',
  async (_, first, pause) => {
    const [a, b] = [`${first}-${pause}-a`, `${first}-${pause}-b`];
    const held = [`${a}/1/decide`, `${b}/2/decide`];
    const running = await place.evaluate([a, b], held);
    await kill(first);
    await sleep(pause);
    await kill(first === 'worker' ? 'server' : 'worker');
    for (const key of held) place.sums.release(key);
    const ended = await running.ended;
    expect(totalsOf(ended)).toMatchObject({ total: 2, right: 2, failed: 0 });
    expect(ended.stderr).toContain('is gone');
    for (const step of ['decide', 'work', 'confirm']) {
      expect([`${b}/1/${step}`, place.sums.arrivals.get(`${b}/1/${step}`)?.length]).toEqual([`${b}/1/${step}`, 1]);
    }
  },
  120_000,
);

test('a server that comes back on another port, its old one taken, is followed by the evaluation and its worker', async () => {
  const held = ['moved-a/1/decide', 'moved-b/2/decide'];
  const running = await place.evaluate(['moved-a', 'moved-b'], held);
  const before = await readServer(dataDir());
  const worker = await readWorker(dataDir());
  // It must not be faster than the thief.
  running.kill('SIGSTOP');
  await kill('server');
  const thief = await occupy(before?.ports.grpc ?? 0);
  running.kill('SIGCONT');
  try {
    await until('the worker is another one', async () => {
      const now = await readWorker(dataDir());
      return now?.ready === true && now.pid !== worker?.pid;
    });
    for (const key of held) place.sums.release(key);
    const ended = await running.ended;
    expect(totalsOf(ended)).toMatchObject({ total: 2, right: 2, failed: 0 });
    const now = await readServer(dataDir());
    expect(now?.address).not.toBe(before?.address);
    expect(ended.stderr).toContain(`The Temporal server is at ${now?.address ?? ''} now.`);
    expect(await readWorker(dataDir())).toMatchObject({ address: now?.address });
    // The next command finds both as they are.
    const status = onlyJson((await runCli(['status', '--json'], { cwd: folder.path })).stdout);
    expect(status).toMatchObject({ server: { state: 'running' }, worker: { state: 'ready' } });
  } finally {
    thief.close();
  }
}, 120_000);

/** Takes connections on the port, and never says a word. */
async function occupy(port: number): Promise<Server> {
  return until('the port is free', async () => {
    const server = createServer();
    return new Promise<Server | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  });
}

/**
 * A real worker dies at each step of a rollout. Every rollout ends with the right answer, and no call whose reply stands in the ledger
 * is made again. Deaths of server and database: `storm.test.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { tsToMs } from '@temporalio/common/lib/time.js';
import Database from 'libsql';
import sharp from 'sharp';
import { stateQuery } from '../../src/workflows/rollout.js';
import { lostWork } from './support/histories.js';
import { startMaestro, type Maestro, type Rollout } from './support/maestro.js';
import { isRecorded, product, startSums, sumsRegistry, type Sums } from './support/sums.js';
import { measured, until, within } from './support/until.js';

const LIMIT_MS = 150_000;
/** A workflow task that the server began so long ago has reached the worker. */
const UNDER_WAY_MS = 1_500;

let sums: Sums;
let maestro: Maestro;
const rollouts = new Map<string, Rollout>();
/** Calls that were open at each death of the worker. */
const openAtKills: string[][] = [];

beforeAll(async () => {
  sums = await startSums();
  maestro = await startMaestro({ registry: sumsRegistry(sums.url) });
  await maestro.startWorker();
});

afterEach(() => maestro.thawServer());
afterAll(() => sums.close());
afterAll(() => maestro.close());

test(
  'the worker is killed at each step of a rollout in turn, and every rollout ends with the right answer',
  async () => {
    const started = Date.now();
    await killedAtManySteps();
    await maestro.startWorker();
    await killedAtTheCheck();
    await maestro.startWorker();
    await killedAfterRecording();
    await maestro.startWorker();
    await allEndRight();
    await diedWhereMeant();
    measured('three deaths, from the first rollout to the last end', Date.now() - started);
    await noNeedlessRepeats();
  },
  LIMIT_MS,
);

/** One death for many rollouts, each at another step. What is recorded while the server is frozen is never reported to it. */
async function killedAtManySteps(): Promise<void> {
  const open = ['decide-open/1/decide', 'expert-open/1/confirm', 'again-open/2/decide'];
  const closed = ['decide-closed/1/decide', 'expert-closed/1/confirm', 'again-closed/2/decide'];
  await standAt(...open, ...closed);
  const select = await standBeforeSelect(2_000);
  maestro.freezeServer();
  for (const key of closed) sums.release(key);
  await recorded(...closed);
  await kill(select, ...[...open, ...closed].map(rolloutOf));
  expect(openAtKills.at(-1)?.sort()).toEqual(open.sort());
  maestro.thawServer();
  for (const key of open) sums.release(key);
  await start('no-worker');
}

/** A rollout in the pause before its selection, which takes no time that could be met otherwise. @returns its id */
async function standBeforeSelect(pace_ms: number): Promise<string> {
  const id = `select-${pace_ms}`;
  await start(id, { pace_ms });
  const state = await until(`${id} is about to select`, async () => {
    const { waits_for: next } = await handleOf(id).query(stateQuery);
    return next.startsWith('the skill') || next.startsWith('Multiplier') ? next : undefined;
  });
  // On a very busy machine the pause may be over before it is seen.
  return state.startsWith('the skill') ? id : standBeforeSelect(2 * pace_ms);
}

/**
 * The check reads the ledger and recording writes to it: another's lock keeps the worker between the two. Whatever begins meanwhile
 * gets no further than to the end of `prepare`, which writes the plan.
 */
async function killedAtTheCheck(): Promise<void> {
  const unlock = await standBeforeRecording('check/2/decide');
  const image = join(maestro.dataDir, 'inbox', 'prepare.png');
  const white = sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } });
  writeFileSync(image, await white.png().toBuffer());
  await start('prepare', { images: [image] });
  await standInWorkflowTask('prepare');
  await kill('check', 'prepare');
  expect(await maestro.results.getRollout('check')).toBeUndefined();
  unlock();
}

/** The record is written, and the worker dies before it can say so. */
async function killedAfterRecording(): Promise<void> {
  const unlock = await standBeforeRecording('record/2/decide');
  maestro.freezeServer();
  unlock();
  await until('the rollout is recorded', async () => (await maestro.results.getRollout('record')) !== undefined);
  await kill('record');
  maestro.thawServer();
}

/** Lets a rollout go as far as its record, which it cannot write until the returned function is called. */
async function standBeforeRecording(key: string): Promise<() => void> {
  await standAt(key);
  maestro.freezeServer();
  sums.release(key);
  await recorded(key);
  // The worker may be writing when the lock is asked for.
  const lock = new Database(join(maestro.dataDir, 'results.db'), { timeout: 30_000 });
  lock.exec('BEGIN IMMEDIATE');
  maestro.thawServer();
  await standInWorkflowTask(rolloutOf(key));
  return () => {
    lock.exec('ROLLBACK');
    lock.close();
  };
}

/** Waits until the worker has been at the rollout's local activities for a while. */
async function standInWorkflowTask(id: string): Promise<void> {
  await until(`the worker is at ${id}`, async () => {
    const { raw } = await handleOf(id).describe();
    const started = raw.pendingWorkflowTask?.startedTime;
    return started ? Date.now() - tsToMs(started) > UNDER_WAY_MS : false;
  });
}

/** Starts the rollouts of these calls, and waits until all of the calls are held at the stub. */
async function standAt(...keys: string[]): Promise<void> {
  for (const key of keys) {
    sums.hold(key);
    await start(rolloutOf(key));
  }
  for (const key of keys) await sums.arrived(key);
}

async function start(id: string, { images = [], pace_ms = 0 }: { images?: string[]; pace_ms?: number } = {}) {
  const { task, policy } = product(id, 12 + rollouts.size, 34);
  rollouts.set(id, await maestro.start(id, { task: { ...task, images }, policy, pace_ms }));
}

async function recorded(...keys: string[]): Promise<void> {
  for (const key of keys) await until(`${key} is recorded`, () => isRecorded(maestro.results, key));
}

/** Kills the worker under these rollouts. */
async function kill(...ids: string[]): Promise<void> {
  const gone = maestro.killWorker();
  const killed = Date.now();
  openAtKills.push(await sums.open(maestro.results));
  await gone;
  for (const id of ids) {
    const ended = (): void => measured(`recovery of "${id}" after its worker's death`, Date.now() - killed);
    handleOf(id).result().then(ended, ended);
  }
}

function handleOf(id: string): Rollout {
  const rollout = rollouts.get(id);
  if (rollout === undefined) throw new Error(`no rollout "${id}" was started`);
  return rollout;
}

function rolloutOf(key: string): string {
  return key.split('/')[0] ?? '';
}

async function allEndRight(): Promise<void> {
  for (const [id, rollout] of rollouts) {
    const result = await within(100_000, `${id} ends`, rollout.result());
    expect(result).toMatchObject({ id, outcome: 'answered', correct: true, reward: 1 });
    const record = await maestro.results.getRollout(id);
    expect(record?.rollout).toMatchObject({ outcome: 'answered', correct: true });
    expect(record?.calls.map((row) => `${row.turn} ${row.step}`)).toEqual([
      '1 decide',
      '1 work',
      '1 confirm',
      '2 decide',
    ]);
  }
  expect(maestro.isWorkerRunning()).toBe(true);
}

/** Temporal's own word for it: these rollouts lost a workflow task or an attempt of a call with the worker. */
async function diedWhereMeant(): Promise<void> {
  const steps = [
    'prepare',
    'check',
    'record',
    ...['decide', 'expert', 'again'].flatMap((id) => [`${id}-open`, `${id}-closed`]),
  ];
  for (const id of steps) expect({ id, lost: await lostWork(handleOf(id)) }).toEqual({ id, lost: true });
}

/** Counted by the stub: nothing that stood in the ledger was asked again, and each death repeats at most what it cut off. */
async function noNeedlessRepeats(): Promise<void> {
  for (const [key, arrivals] of sums.arrivals) {
    const [id = '', turn = '', step = ''] = key.split('/');
    const row = await maestro.results.ledger.find(id, Number(turn), step);
    const recordedAt = Date.parse(row?.recordedAt ?? '');
    const cutOff = openAtKills.filter((open) => open.includes(key)).length;
    expect({ key, late: arrivals.filter((at) => at > recordedAt).length }).toEqual({ key, late: 0 });
    expect({ key, repeats: Math.max(0, arrivals.length - 1 - cutOff) }).toEqual({ key, repeats: 0 });
  }
}

/** What a rollout stands on goes away for a while and comes back: it waits, nothing is lost, and no call is made twice. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import Database from 'libsql';
import sharp from 'sharp';
import { startMaestro, type Maestro, type MaestroOptions, type Rollout } from './support/maestro.js';
import { isRecorded, product, startSums, sumsRegistry, type Sums } from './support/sums.js';
import { fillUp, mountTinyDisk, type TinyDisk } from './support/tiny-disk.js';
import { together } from './support/together.js';
import { measured, until, within } from './support/until.js';

/** Longer than the SDK tries to report a result (10 s) and than a heartbeat may be missing (10 s). */
const SERVER_GONE_MS = 13_000;
/** Longer than the store itself waits for a lock (15 s). */
const LOCKED_MS = 18_000;

const disk = mountTinyDisk();

together({
  'the server is gone for a while: what was answered meanwhile counts, and the worker goes on by itself': () =>
    withMaestro({}, async ({ maestro, sums }) => {
      const rollouts = await standAt(maestro, sums, 'policy/1/decide', 'expert/1/confirm');
      rollouts.push(await maestro.start('paced', { ...product('paced', 7, 8), pace_ms: 1_500 }));
      await maestro.killServer();
      for (const key of ['policy/1/decide', 'expert/1/confirm']) {
        sums.release(key);
        await until(`${key} is recorded`, () => isRecorded(maestro.results, key));
      }
      await sleep(SERVER_GONE_MS);
      expect(maestro.isWorkerRunning()).toBe(true);
      await maestro.startServer();
      const back = Date.now();
      await allEndRight(rollouts);
      measured('recovery after the outage of the server', Date.now() - back);
      eachAskedOnce(sums);
    }),

  'the results database is locked for longer than the store waits: replies are kept until it is free': () =>
    withMaestro({}, async ({ maestro, sums }) => {
      const keys = ['policy/1/decide', 'expert/1/work', 'again/2/decide'];
      const rollouts = await standAt(maestro, sums, ...keys);
      // The worker may be writing when the lock is asked for.
      const lock = new Database(join(maestro.dataDir, 'results.db'), { timeout: 30_000 });
      lock.exec('BEGIN IMMEDIATE');
      for (const key of keys) sums.release(key);
      rollouts.push(await maestro.start('new', product('new', 5, 9)));
      await sleep(LOCKED_MS);
      await allRun(rollouts);
      lock.exec('ROLLBACK');
      lock.close();
      const free = Date.now();
      await allEndRight(rollouts);
      measured('recovery after the lock', Date.now() - free);
      eachAskedOnce(sums);
    }),

  'the disk is full while blobs and replies are to be written: the rollouts wait for space':
    disk && (() => onFullDisk(disk)),
});

async function onFullDisk({ folder, remove }: TinyDisk): Promise<void> {
  const store = (name: string): string => pathToFileURL(join(folder, name)).href;
  const env = { MAESTRO_BLOBS: store('blobs'), MAESTRO_RESULTS: store('results.db') };
  try {
    await withMaestro({ env, resultsUrl: env.MAESTRO_RESULTS }, async ({ maestro, sums }) => {
      const keys = ['policy/1/decide', 'expert/1/work'];
      const rollouts = await standAt(maestro, sums, ...keys);
      fillUp(join(folder, 'filler'));
      for (const key of keys) sums.release(key);
      const image = await noise(join(maestro.dataDir, 'inbox', 'noise.png'));
      const { task, policy } = product('image', 3, 4);
      rollouts.push(await maestro.start('image', { task: { ...task, images: [image] }, policy }));
      await sleep(4_000);
      await allRun(rollouts);
      expect(await Promise.all(keys.map((key) => isRecorded(maestro.results, key)))).toEqual([false, false]);
      rmSync(join(folder, 'filler'));
      const free = Date.now();
      await allEndRight(rollouts);
      measured('recovery after the full disk', Date.now() - free);
      eachAskedOnce(sums);
    });
  } finally {
    remove();
  }
}

interface Place {
  readonly maestro: Maestro;
  readonly sums: Sums;
}

async function withMaestro(options: Omit<MaestroOptions, 'registry'>, work: (place: Place) => Promise<void>) {
  const sums = await startSums();
  try {
    const maestro = await startMaestro({ ...options, registry: sumsRegistry(sums.url) });
    try {
      await maestro.startWorker();
      await work({ maestro, sums });
    } finally {
      await maestro.close();
    }
  } finally {
    await sums.close();
  }
}

/** Starts a rollout for each call, and waits until all of these calls are held at the stub. */
async function standAt(maestro: Maestro, sums: Sums, ...keys: string[]): Promise<Rollout[]> {
  const rollouts: Rollout[] = [];
  for (const key of keys) {
    const id = key.split('/')[0] ?? '';
    sums.hold(key);
    rollouts.push(await maestro.start(id, product(id, 21 + rollouts.length, 2)));
  }
  for (const key of keys) await sums.arrived(key);
  return rollouts;
}

async function allRun(rollouts: readonly Rollout[]): Promise<void> {
  const states = await Promise.all(rollouts.map(async (rollout) => (await rollout.describe()).status.name));
  expect(states).toEqual(rollouts.map(() => 'RUNNING'));
}

async function allEndRight(rollouts: readonly Rollout[]): Promise<void> {
  const ends = Promise.all(rollouts.map((rollout) => rollout.result()));
  for (const result of await within(120_000, 'all rollouts end', ends)) {
    expect(result).toMatchObject({ outcome: 'answered', correct: true, reward: 1 });
    expect(result.turns).toEqual([expect.stringContaining('Multiplier@@Products > checked  ok  It is')]);
  }
}

function eachAskedOnce({ arrivals }: Sums): void {
  expect([...arrivals].filter(([, times]) => times.length !== 1)).toEqual([]);
}

/** A picture that does not compress: about 120 kB. */
async function noise(path: string): Promise<string> {
  const picture = { width: 200, height: 200, channels: 3, background: 'white' } as const;
  const gaussian = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  writeFileSync(
    path,
    await sharp({ create: { ...picture, noise: gaussian } })
      .png()
      .toBuffer(),
  );
  return path;
}

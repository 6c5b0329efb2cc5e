/** @module While a command waits, server and worker are watched, and started again when they die. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, MaestroError, messageOf } from '../../domain/errors.js';
import { readServer } from '../../temporal/embedded/files.js';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import type { Context } from '../command.js';
import { ensureServer, type Running } from './ensure-up.js';
import { lastLines } from './log-file.js';
import { workerFiles, workerStatus } from './worker-files.js';
import { reviveWorker, serves } from './worker-process.js';

const LOOK_MS = 1_000;
/** More deaths and failed starts within a minute are no accident. */
const MAX_DEATHS_PER_MINUTE = 8;

/**
 * Does `work` while server and worker are kept alive. Its signal is aborted by Ctrl-C, and with the reason when they can't be
 * kept: `work` ends with it then.
 * @throws what `work` throws; MaestroError TEMPORAL_UNAVAILABLE when they were stopped on purpose or keep dying
 */
export async function whileWatched<T>(
  context: Context,
  running: Running,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const lost = new AbortController();
  const watching = watch(context, running, ended.signal).catch((error: unknown) => lost.abort(error));
  try {
    const signal = AbortSignal.any([context.signal, lost.signal]);
    setMaxListeners(0, signal); // every rollout that is waited for listens
    return await work(signal);
  } finally {
    ended.abort();
    await watching;
  }
}

/** Looks every second until `signal` is aborted. Errors as {@link whileWatched}. */
export async function watch(context: Context, running: Running, signal: AbortSignal): Promise<void> {
  const deaths = deathsOf(context);
  while (await pause(signal)) {
    try {
      if (running.server.target.kind === 'embedded') await keepServer(context, running, deaths);
      if (running.worker !== undefined) await keepWorker(context, running, deaths);
    } catch (error) {
      // What was being started died as well, or what it needs did: the next look finds out.
      if (!isMaestroError(error) || error.code !== 'TEMPORAL_UNAVAILABLE' || error.data['final'] === true) throw error;
      await deaths.add(messageOf(error));
    }
  }
}

async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the next line
  return !signal.aborted;
}

async function keepServer(context: Context, { server }: Running, deaths: Deaths): Promise<void> {
  const noted = await readServer(context.settings.dataDir);
  if (noted === undefined) throw stoppedOnPurpose();
  const alive = await isSameProcess(noted.pid, noted.processStart);
  if (alive && noted.address === server.target.address) return;
  if (!alive) {
    await deaths.add(`The Temporal server (process ${noted.pid}) is gone; its history is not.`);
  }
  const target = await ensureServer(context);
  if (target.address === server.target.address) return;
  context.out.note(`The Temporal server is at ${target.address} now.`);
  await server.follow(target);
}

async function keepWorker(context: Context, { server, fingerprint }: Running, deaths: Deaths): Promise<void> {
  const { target } = server;
  const status = await workerStatus(context.settings.dataDir);
  if (status.state === 'none') throw stoppedOnPurpose();
  const { worker, state } = status;
  if (state === 'alive' && worker.fingerprint === fingerprint && serves(worker, target)) return;
  if (state === 'dead') {
    await deaths.add(
      `The worker (process ${worker.pid}) is gone: starting it again. The rollouts go on where they were.`,
    );
  }
  if ((await reviveWorker(context, { target, fingerprint })) === undefined) throw stoppedOnPurpose();
}

interface Deaths {
  /** Tells of a death. @throws MaestroError TEMPORAL_UNAVAILABLE when there were too many */
  add(what: string): Promise<void>;
}

function deathsOf({ clock, out, settings }: Context): Deaths {
  let times: readonly number[] = [];
  return {
    async add(what) {
      const now = clock.now();
      times = [...times.filter((time) => now - time < 60_000), now];
      if (times.length <= MAX_DEATHS_PER_MINUTE) {
        out.note(what);
        return;
      }
      const { log } = workerFiles(settings.dataDir);
      throw final(
        `Server or worker keep dying. The last of it: ${what}\nThe end of the worker's log, ${log}:\n${(await lastLines(log, 12)).join('\n')}`,
      );
    },
  };
}

function stoppedOnPurpose(): MaestroError {
  return final('Server or worker were stopped meanwhile (maestro down). Nothing is lost.');
}

/** Trying again would not help. */
function final(message: string): MaestroError {
  return new MaestroError('TEMPORAL_UNAVAILABLE', message, { data: { final: true } });
}

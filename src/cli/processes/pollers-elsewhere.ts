/** @module Who polls the workflow queue besides the worker of this data folder. */
import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import { processStart } from '../../temporal/embedded/process-identity.js';
import { recentPollers } from '../../temporal/pollers.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import { readWorker } from './worker-files.js';

/** A long poll takes a minute; who has not polled for longer is gone. */
const POLLED_WITHIN_MS = 75_000;

/** Their identities, without those of dead processes of this machine. */
export async function pollersElsewhere(dataDir: string, client: Client): Promise<readonly string[]> {
  const own = await readWorker(dataDir);
  const pollers = await recentPollers(client, WORKFLOW_QUEUE, POLLED_WITHIN_MS);
  const alive = await Promise.all(pollers.map(mayBeAlive));
  return pollers.filter((identity, index) => alive[index] === true && !identity.startsWith(`${own?.pid ?? 0}@`));
}

/** Identities read `pid@host`: of the processes of this machine we know which are gone. */
async function mayBeAlive(identity: string): Promise<boolean> {
  const [pid = '', host = ''] = identity.split('@');
  if (host !== hostname() || !/^\d+$/.test(pid)) return true;
  return (await processStart(Number(pid))) !== undefined;
}

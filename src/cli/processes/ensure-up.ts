/** @module Makes sure that a Temporal server and a worker are there, whatever of it is missing. */
import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import { MaestroError } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { connectClient, resolveTarget, type Target } from '../../temporal/connection.js';
import { processStart } from '../../temporal/embedded/process-identity.js';
import { embeddedStatus } from '../../temporal/embedded/status.js';
import { externalTarget } from '../../temporal/external-target.js';
import { recentPollers } from '../../temporal/pollers.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { Context } from '../command.js';
import { workerFingerprint } from './fingerprint.js';
import { readWorker, type WorkerNote } from './worker-files.js';
import { ensureWorker } from './worker-process.js';

export interface Running {
  readonly target: Target;
  readonly client: Client;
  /** The worker of this data folder; undefined when others serve the queues. */
  readonly worker: WorkerNote | undefined;
  readonly fingerprint: string;
}

/** A long poll takes a minute; who has not polled for longer is gone. */
const POLLED_WITHIN_MS = 75_000;

/**
 * Starts what is missing of server and worker, and connects. Close `client.connection` afterwards.
 * @throws MaestroError INVALID_INPUT, TEMPORAL_UNAVAILABLE, SERVER_CONFLICT
 */
export async function ensureUp(context: Context, snapshot: RegistrySnapshot): Promise<Running> {
  const target = await ensureServer(context);
  const client = await connectClient(target);
  try {
    const fingerprint = await workerFingerprint(context, snapshot, target);
    const elsewhere = await servedElsewhere(context, target, client);
    if (elsewhere && (context.env['MAESTRO_REGISTRY'] ?? '') !== '') {
      context.out.note(
        'Workers elsewhere have registries of their own: --registry and MAESTRO_REGISTRY of this command do not reach them.',
      );
    }
    const worker = elsewhere ? undefined : await ensureWorker(context, target, client, fingerprint);
    return { target, client, worker, fingerprint };
  } catch (error) {
    await client.connection.close();
    throw error;
  }
}

/** The external server, or the embedded one, started if need be. */
export async function ensureServer({ env, settings, out }: Context): Promise<Target> {
  const embedded = externalTarget(env) === undefined;
  if (embedded && (await embeddedStatus(settings.dataDir)).state !== 'running') {
    out.note(`Starting the Temporal server; its history is kept in ${settings.dataDir}.`);
  }
  return resolveTarget({ env, dataDir: settings.dataDir, log: (line) => out.note(line), start: true });
}

/** Do others run the workers: by the user's word, or since they poll the queues of an external server? */
async function servedElsewhere(context: Context, target: Target, client: Client): Promise<boolean> {
  const { env, settings } = context;
  const wish = env['MAESTRO_WORKER'];
  if (wish === 'none') return true;
  if (wish !== undefined && wish !== '') {
    throw new MaestroError('INVALID_INPUT', `MAESTRO_WORKER is "${wish}": set it to "none", or unset it.`);
  }
  if (target.kind === 'embedded') return false;
  const own = await readWorker(settings.dataDir);
  if (own?.address === target.address && own.namespace === target.namespace) return false;
  return (await pollersElsewhere(context, client)).length > 0;
}

/** Who polls the workflow queue, without the dead and the worker of this data folder. */
export async function pollersElsewhere(
  { settings }: Pick<Context, 'settings'>,
  client: Client,
): Promise<readonly string[]> {
  const own = await readWorker(settings.dataDir);
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

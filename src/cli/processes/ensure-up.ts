/** @module Makes sure that a Temporal server and a worker are there, whatever of it is missing. */
import type { Client } from '@temporalio/client';
import { MaestroError } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { resolveTarget, type Target } from '../../temporal/connection.js';
import { embeddedStatus } from '../../temporal/embedded/status.js';
import { parseStorage, shownStorage } from '../../temporal/embedded/storage.js';
import { externalTarget } from '../../temporal/external-target.js';
import type { Context } from '../command.js';
import { workerFingerprint } from './fingerprint.js';
import { pollersElsewhere } from './pollers-elsewhere.js';
import { ServerLink } from './server-link.js';
import { readWorker, workerStatus, type WorkerNote } from './worker-files.js';
import { ensureWorker, releaseWorker, serves } from './worker-process.js';

export interface Running {
  readonly server: ServerLink;
  /** The worker of this data folder as it was at first; undefined when others serve the queues, or when it is another command's. */
  readonly worker: WorkerNote | undefined;
  readonly fingerprint: string;
  /** Server and worker stay up. */
  close(): Promise<void>;
}

export interface Wish {
  /** Of a server that is started for the first time. */
  readonly storage?: string;
  /** A worker that is there will do, whatever its settings: the command starts no rollout. */
  readonly anyWorker?: boolean;
}

/**
 * Starts what is missing of server and worker, and connects.
 * @throws MaestroError INVALID_INPUT, TEMPORAL_UNAVAILABLE, SERVER_CONFLICT
 */
export async function ensureUp(context: Context, snapshot: RegistrySnapshot, wish: Wish = {}): Promise<Running> {
  const { storage, anyWorker = false } = wish;
  const target = await ensureServer(context, storage);
  const server = await ServerLink.open(target);
  const close = async (): Promise<void> => {
    await releaseWorker(context);
    await server.close();
  };
  try {
    const { client } = server;
    const fingerprint = await workerFingerprint(context, snapshot, target);
    const elsewhere = await servedElsewhere(context, target, client);
    if (elsewhere && (context.env['MAESTRO_REGISTRY'] ?? '') !== '') {
      context.out.note(
        'Workers elsewhere have registries of their own: --registry and MAESTRO_REGISTRY of this command do not reach them.',
      );
    }
    const others = elsewhere || (anyWorker && (await hasOther(context, target, fingerprint)));
    const worker = others ? undefined : await ensureWorker(context, { target, client, fingerprint });
    return { server, worker, fingerprint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Does a worker with other settings live here? It is used as it is, and left to whoever started it. */
async function hasOther({ settings, out }: Context, target: Target, fingerprint: string): Promise<boolean> {
  const found = await workerStatus(settings.dataDir);
  if (found.state !== 'alive' || found.worker.fingerprint === fingerprint || !serves(found.worker, target))
    return false;
  out.note(
    'The worker here has other settings than this command: it is used as it is, and not started again if it dies.',
  );
  return true;
}

/** The external server, or the embedded one, started if need be. */
export async function ensureServer({ env, settings, out }: Context, storage?: string): Promise<Target> {
  const embedded = externalTarget(env) === undefined;
  if (embedded && (await embeddedStatus(settings.dataDir)).state !== 'running') {
    const where = storage === undefined ? settings.dataDir : shownStorage(parseStorage(storage));
    out.note(`Starting the Temporal server; its history is kept in ${where}.`);
  }
  const log = (line: string): void => out.note(line);
  return resolveTarget({
    env,
    dataDir: settings.dataDir,
    log,
    start: true,
    ...(storage === undefined ? {} : { storage }),
  });
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
  return (await pollersElsewhere(settings.dataDir, client)).length > 0;
}

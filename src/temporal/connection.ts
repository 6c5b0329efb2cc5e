/** @module Which Temporal to talk to, and the connection of clients to it; that of workers is in `worker-connection.ts`. */
import { Client } from '@temporalio/client';
import { MaestroError } from '../domain/errors.js';
import type { Env } from './binary/cache.js';
import { startEmbedded } from './embedded/start.js';
import { embeddedStatus } from './embedded/status.js';
import { externalTarget } from './external-target.js';
import { openConnection } from './open-connection.js';
import { NAMESPACE } from './settings.js';
import type { Target } from './target.js';
import { unavailable } from './unavailable.js';

const CONNECT_TIMEOUT = '10 seconds';

export type { ConnectionSettings, Target } from './target.js';

export interface TargetOptions {
  readonly env: Env;
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Start the embedded server when it is needed and not running. */
  readonly start: boolean;
  /** For the first start of a data folder: see `StartOptions`. */
  readonly storage?: string;
}

/**
 * The server that the environment names (`TEMPORAL_ADDRESS`, or a profile by `TEMPORAL_PROFILE` or
 * `TEMPORAL_CONFIG_FILE`; with its TLS and API key), else the embedded one of the data folder.
 * @throws MaestroError INVALID_INPUT for a faulty profile, TEMPORAL_UNAVAILABLE when the embedded server is not running
 * and `start` is false, and what `startEmbedded` throws.
 */
export async function resolveTarget({ env, dataDir, log, start, storage }: TargetOptions): Promise<Target> {
  const external = externalTarget(env);
  if (external !== undefined && storage !== undefined) {
    throw new MaestroError(
      'INVALID_INPUT',
      `--storage is for a server of our own, but TEMPORAL_ADDRESS or a profile names ${external.address}: leave one of them out.`,
    );
  }
  if (external !== undefined) return external;
  if (start) {
    const { address, uiUrl } = await startEmbedded({
      dataDir,
      env,
      log,
      ...(storage === undefined ? {} : { storage }),
    });
    return embeddedTarget(address, uiUrl);
  }
  const status = await embeddedStatus(dataDir);
  if (status.state === 'running') return embeddedTarget(status.server.address, status.server.uiUrl);
  throw new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    `No Temporal server is running for ${dataDir}. Start one (maestro up), or set TEMPORAL_ADDRESS to use another.`,
    { data: { state: status.state } },
  );
}

function embeddedTarget(address: string, uiUrl: string): Target {
  return { kind: 'embedded', address, namespace: NAMESPACE, connectionOptions: { address }, uiUrl };
}

/**
 * A client of the target. Close it with `client.connection.close()`.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when nobody answers in 10 s, or the server refuses.
 */
export async function connectClient(target: Target): Promise<Client> {
  try {
    const connection = await openConnection({ ...target.connectionOptions, connectTimeout: CONNECT_TIMEOUT });
    return new Client({ connection, namespace: target.namespace });
  } catch (error) {
    throw unavailable(target, error);
  }
}

/** @module The whole Temporal server on PostgreSQL: its schema, its configuration, its command line. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { DYNAMIC_CONFIG_FILE } from './dynamic-config.js';
import type { Ports, ServerFiles } from './files.js';
import { freePorts, LOOPBACK } from './ports.js';
import { shownStorage, type Storage } from './storage.js';

const run = promisify(execFile);
const SCHEMA_TIMEOUT_MS = 120_000;
const PLUGIN = 'postgres12';

/** Fixed for good when a database is first used. Some dozens are a cluster's; one host gains nothing from more than these. */
const HISTORY_SHARDS = 16;

/**
 * Creates both databases, or brings them up to date; harmless when they are.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with what the tool says
 */
export async function setUpSchema(binary: string, storage: Storage): Promise<void> {
  for (const [part, name] of [
    ['temporal', storage.database],
    ['visibility', storage.visibilityDatabase],
  ] as const) {
    // A user who may not create databases can still use one that is there: the next step tells.
    const created = await tool(binary, storage, name, ['create-database']);
    for (const step of [
      ['setup-schema', '--version', '0.0'],
      ['update-schema', '--schema-name', `postgresql/v12/${part}`],
    ]) {
      const failure = await tool(binary, storage, name, step);
      if (failure === undefined) continue;
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The schema of ${shownStorage({ ...storage, database: name })} could not be set up (${step[0] ?? ''}): ${[
          ...new Set([failure, created]),
        ]
          .filter((text) => text !== undefined)
          .join('; before that: ')}.`,
      );
    }
  }
}

/** @returns why it failed; undefined when it did not */
async function tool(
  binary: string,
  storage: Storage,
  name: string,
  args: readonly string[],
): Promise<string | undefined> {
  const { host, port, user, password, tls } = storage;
  try {
    // In the environment, where other users do not see the password.
    const env = {
      ...{ SQL_PLUGIN: PLUGIN, SQL_HOST: host, SQL_PORT: String(port), SQL_USER: user, SQL_PASSWORD: password },
      ...(tls === 'off' ? {} : { SQL_TLS: 'true' }),
      ...(tls === 'unverified' ? { SQL_TLS_DISABLE_HOST_VERIFICATION: 'true' } : {}),
    };
    await run(binary, ['sql', '--db', name, ...args], { env, timeout: SCHEMA_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    return lastErrorOf(messageOf(error));
  }
}

/** The tool writes a log: the last error it tells of, without the rest; it has no other words for a wrong password. */
function lastErrorOf(output: string): string {
  const errors = [...output.matchAll(/"error": *"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  );
  const last = errors.at(-1) ?? output.slice(-400).trim();
  return last === NO_CONNECTION ? `${last} (does it answer there, and are user and password right?)` : last;
}

const NO_CONNECTION = 'no usable database connection found';

/** Writes the configuration, which others may not read, as it holds the password. @returns the command line */
export async function fullServerArguments(files: ServerFiles, ports: Ports, storage: Storage): Promise<string[]> {
  const inner = await freePorts(3, Object.values(ports));
  const config = fullServerConfig(ports, inner, storage);
  await writeFile(files.config, JSON.stringify(config, null, 2), { mode: 0o600 });
  return ['--config-file', files.config, '--ui-port', String(ports.ui)];
}

/** In Temporal's own format. `inner`: ports of history, matching and the system's worker. */
export function fullServerConfig(ports: Ports, inner: readonly number[], storage: Storage): object {
  const [history, matching, worker] = inner;
  const rpc = (grpcPort: number | undefined, more: object = {}): object => ({
    rpc: { grpcPort, bindOnIP: LOOPBACK, ...more },
  });
  const sql = (databaseName: string, maxConns: number): object => ({
    sql: {
      pluginName: PLUGIN,
      databaseName,
      connectAddr: storage.address,
      connectProtocol: 'tcp',
      user: storage.user,
      password: storage.password,
      ...{ maxConns, maxIdleConns: maxConns, maxConnLifetime: '1h' },
      ...(storage.tls === 'off' ? {} : { tls: { enabled: true, enableHostVerification: storage.tls === 'verified' } }),
    },
  });
  const address = `${LOOPBACK}:${ports.grpc}`;
  const noArchive = { history: { state: 'disabled' }, visibility: { state: 'disabled' } };
  return {
    log: { stdout: true, level: 'warn', format: 'json' },
    persistence: {
      numHistoryShards: HISTORY_SHARDS,
      defaultStore: 'default',
      visibilityStore: 'visibility',
      datastores: { default: sql(storage.database, 20), visibility: sql(storage.visibilityDatabase, 10) },
    },
    global: {
      membership: { maxJoinDuration: '30s', broadcastAddress: LOOPBACK },
      metrics: { prometheus: { timerType: 'histogram', listenAddress: `${LOOPBACK}:${ports.metrics}` } },
    },
    services: {
      frontend: rpc(ports.grpc, { httpPort: ports.http }),
      history: rpc(history),
      matching: rpc(matching),
      worker: rpc(worker),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: noArchive,
    namespaceDefaults: { archival: noArchive },
    publicClient: { hostPort: address },
    dynamicConfigClient: { filepath: DYNAMIC_CONFIG_FILE, pollInterval: '60s' },
  };
}

/** @module A real Temporal server for tests, by the project's own starter. */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, type NativeConnection } from '@temporalio/worker';
import { connectClient, type Target } from '../../src/temporal/connection.js';
import type { Ports } from '../../src/temporal/embedded/files.js';
import { startEmbedded } from '../../src/temporal/embedded/start.js';
import { stopEmbedded } from '../../src/temporal/embedded/stop.js';
import { connectWorker } from '../../src/temporal/worker-connection.js';

export interface TestTemporal {
  readonly address: string;
  readonly dataDir: string;
  readonly target: Target;
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  /** Closes the connections, stops the server and removes its folder. Stop workers first. */
  close(): Promise<void>;
}

/**
 * Ports for one server of a test: below the range that the system hands out by itself, so that a server which is
 * killed and started again finds them free; and not the usual ones, which every other server here would like too.
 */
export function portsForTests(): Ports {
  const grpc = 20_000 + 4 * randomInt(3_000);
  return { grpc, ui: grpc + 1, http: grpc + 2, metrics: grpc + 3 };
}

/** The SDK's runtime of this process, for one test file: shut down at its end. A file that failed may have left its own. */
export async function installRuntime(): Promise<void> {
  const install = (): Runtime => Runtime.install({ logger: new DefaultLogger('ERROR') });
  try {
    install();
  } catch {
    await Runtime.instance().shutdown();
    install();
  }
}

/**
 * One embedded server for one test file: call it in `beforeAll`, `close()` it in `afterAll`. The binary is found the
 * normal way (set TEMPORAL_CLI_PATH to skip the search). A folder of its own, so files may run side by side.
 */
export async function temporalForTests(): Promise<TestTemporal> {
  await installRuntime();
  const dataDir = await mkdtemp(join(tmpdir(), 'maestro-test-'));
  const server = await startEmbedded({ dataDir, env: process.env, log: () => undefined, ports: portsForTests() });
  const { address, uiUrl } = server;
  const target: Target = { kind: 'embedded', address, namespace: 'default', connectionOptions: { address }, uiUrl };
  const [client, nativeConnection] = await Promise.all([connectClient(target), connectWorker(target)]);
  return {
    address,
    dataDir,
    target,
    client,
    nativeConnection,
    close: async () => {
      await client.connection.close();
      await nativeConnection.close();
      await Runtime.instance().shutdown();
      await stopEmbedded(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

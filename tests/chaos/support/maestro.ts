/** @module A whole Maestro as a user runs it, in a folder of its own: embedded server, worker process, stores. All of it can be killed. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { RolloutInput } from '../../../src/domain/task.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { connectClient } from '../../../src/temporal/connection.js';
import type { EmbeddedServer } from '../../../src/temporal/embedded/files.js';
import { startEmbedded } from '../../../src/temporal/embedded/start.js';
import { stopEmbedded } from '../../../src/temporal/embedded/stop.js';
import { WORKFLOW_QUEUE } from '../../../src/temporal/settings.js';
import type { rolloutWorkflow } from '../../../src/workflows/index.js';
import { portsForTests } from '../../support/temporal.js';
import { startGuard } from './guard.js';
import { killWorker, spawnWorker, workerReady, type WorkerProcess } from './processes.js';
import { until } from './until.js';

export type Rollout = WorkflowHandle<typeof rolloutWorkflow>;

export interface MaestroOptions {
  /** Files of a registry folder that lies over the shipped one: path -> text. */
  readonly registry: Readonly<Record<string, string>>;
  /** More of the worker's environment: keys, other places of the stores. */
  readonly env?: Readonly<Record<string, string>>;
  /** File URL of the results store, when `env` puts it elsewhere. */
  readonly resultsUrl?: string;
}

export interface Maestro {
  readonly dataDir: string;
  readonly client: Client;
  readonly results: ResultStore;
  start(id: string, input: RolloutInput): Promise<Rollout>;
  /** @param more of its environment, for this one alone */
  startWorker(more?: Readonly<Record<string, string>>): Promise<void>;
  killWorker(): Promise<void>;
  /** Is the worker that was started last alive? */
  isWorkerRunning(): boolean;
  /** What all workers so far wrote to standard error. */
  workerLog(): string;
  /** The server comes (back) up on its data. */
  startServer(): Promise<void>;
  killServer(): Promise<void>;
  /** Stops (SIGSTOP) the server in its tracks, and lets it go on. It misses nothing but time. */
  freezeServer(): void;
  thawServer(): void;
  /** Ends and removes everything. */
  close(): Promise<void>;
}

export async function startMaestro(options: MaestroOptions): Promise<Maestro> {
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'maestro-chaos-')));
  const workers: WorkerProcess[] = [];
  const ports = portsForTests();
  const guard = startGuard();
  let server: EmbeddedServer | undefined;
  const startServer = async (): Promise<void> => {
    server = await startEmbedded({ dataDir, env: process.env, log: () => undefined, ports });
    guard.onDeath(`kill -9 ${server.pid}`);
  };
  const signal = (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void => {
    if (server === undefined) throw new Error('there is no server to signal');
    process.kill(server.pid, name);
  };
  const clean = async (): Promise<void> => {
    await Promise.all(workers.map(killWorker));
    await stopEmbedded(dataDir);
    guard.dismiss();
    await rm(dataDir, { recursive: true, force: true });
  };

  try {
    for (const [path, text] of Object.entries(options.registry)) await write(join(dataDir, 'registry', path), text);
    await mkdir(join(dataDir, 'registry'), { recursive: true });
    await mkdir(join(dataDir, 'inbox'));
    await startServer();
    const { address, uiUrl } = server ?? { address: '', uiUrl: '' };
    const target = { kind: 'embedded', address, namespace: 'default', connectionOptions: { address }, uiUrl } as const;
    const client = await connectClient(target);
    const results = await openResultStore(options.resultsUrl ?? pathToFileURL(join(dataDir, 'results.db')).href);
    return {
      dataDir,
      client,
      results,
      start: (id, input) =>
        client.workflow.start<typeof rolloutWorkflow>('rolloutWorkflow', {
          workflowId: id,
          taskQueue: WORKFLOW_QUEUE,
          args: [input],
        }),
      async startWorker(more = {}) {
        const paths = { MAESTRO_DATA_DIR: dataDir, MAESTRO_REGISTRY: join(dataDir, 'registry') };
        const env = { ...paths, ...options.env, ...more };
        const worker = spawnWorker(dataDir, env);
        workers.push(worker);
        guard.onDeath(`kill -9 ${worker.pid}`);
        await workerReady(worker);
      },
      async killWorker() {
        await Promise.all(workers.map(killWorker));
      },
      isWorkerRunning: () => workers.at(-1)?.isRunning() ?? false,
      workerLog: () => workers.map((worker) => worker.log()).join('\n'),
      startServer,
      async killServer() {
        signal('SIGKILL');
        const { pid = 0 } = server ?? {};
        await until('the server is gone', () => !isAlive(pid));
      },
      freezeServer: () => signal('SIGSTOP'),
      thawServer: () => signal('SIGCONT'),
      async close() {
        await results.close();
        await client.connection.close();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A zombie, which nobody has waited for yet, counts as alive; init collects the detached server soon. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

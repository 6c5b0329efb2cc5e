/** @module The worker process: `node dist/worker.js`. Connects, hosts workflows and activities, follows the registry, drains on SIGTERM. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createBatchActivities } from './activities/batch/create-batch-activities.js';
import { createActivities } from './activities/create-activities.js';
import { createTrainingActivities } from './activities/training/create-training-activities.js';
import { createTrainer } from './activities/training/update-policy.js';
import { onceInARow } from './cli/once-in-a-row.js';
import { forgetRegistryNote, writeRegistryNote } from './cli/processes/registry-note.js';
import { messageOf } from './domain/errors.js';
import { openHost } from './host.js';
import type { LiveState } from './registry/live-registry.js';
import { readSettings } from './settings.js';
import { hashJson } from './store/hash.js';
import { resolveTarget } from './temporal/connection.js';
import { queuesOf } from './temporal/model-queues.js';
import { registerSearchAttributes } from './temporal/register-search-attributes.js';
import { runningWorkflows } from './temporal/running-workflows.js';
import { connectWorker } from './temporal/worker-connection.js';
import { startWorkers, type WorkerSet } from './temporal/worker-set.js';

const POLICY_SLOTS = 64;

async function main(): Promise<void> {
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    // Said of every queue that has activities only, which is how it is meant.
    if (message.startsWith('No workflows registered')) return;
    const error: unknown = meta?.['error'];
    log(`${level} ${message}${error === undefined ? '' : `: ${messageOf(error)}`}`);
  });
  Runtime.install({ logger, shutdownSignals: [] });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

  const settings = readSettings(process.env, process.cwd());
  const target = await resolveTarget({ env: process.env, dataDir: settings.dataDir, log, start: false });
  const host = await openHost(settings, process.env, (line) => log(`WARN ${line}`));
  const connection = await connectWorker(target);
  const ended = new AbortController();
  try {
    await registerSearchAttributes(connection, target.namespace);
    const workers = await startWorkers({
      connection,
      namespace: target.namespace,
      activities: {
        ...createActivities(host.deps),
        ...createTrainer(host.deps.blobs),
        ...createTrainingActivities(host.deps),
        ...createBatchActivities({
          results: host.deps.results,
          registry: host.deps.registry,
          now: host.deps.clock.now,
          dataDir: settings.dataDir,
          env: process.env,
          isRunning: runningWorkflows(connection, target.namespace),
        }),
      },
      models: queuesOf(host.registry.state.snapshot),
      policySlots: POLICY_SLOTS,
      ...(settings.version === undefined ? {} : { version: settings.version }),
      log,
    });
    const version = settings.version && `, version ${settings.version.deployment} ${settings.version.buildId}`;
    log(`ready: ${target.address}, namespace ${target.namespace}, ${workers.queues.length} queues${version ?? ''}`);
    const warn = onceInARow(log);
    const following = host.registry.watch(
      follower(workers, settings.dataDir),
      (error) => warn(`WARN registry: it can't be followed: ${messageOf(error)}`),
      ended.signal,
    );
    await workers.runUntil(stop.signal).finally(() => ended.abort());
    await following;
  } finally {
    await connection.close();
    await host.close();
    await forgetRegistryNote(settings.dataDir, process.pid);
  }
}

/** Keeps the workers of models to the registry; says in the log, and to `maestro status`, what became of an edit. */
function follower(workers: WorkerSet, dataDir: string): (state: LiveState) => Promise<void> {
  let told: LiveState | undefined;
  return async (state) => {
    await workers.reconcile(queuesOf(state.snapshot));
    if (state === told) return;
    const { snapshot, refused } = state;
    const hash = hashJson(snapshot);
    const size = `${snapshot.models.length} models, ${snapshot.skills.length} skills (${hash.slice(0, 12)})`;
    if (refused === undefined) log(`registry: ${size}`);
    else log(`WARN registry: the edited files are refused, new rollouts get ${size} as before. ${refused.reason}`);
    await writeRegistryNote(dataDir, process.pid, {
      hash,
      models: snapshot.models.length,
      skills: snapshot.skills.length,
      loadedAt: new Date(state.loadedAtMs).toISOString(),
      refused: refused === undefined ? null : { reason: refused.reason, at: new Date(refused.atMs).toISOString() },
    });
    told = state;
  };
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`maestro worker: ${messageOf(error)}\n`);
  process.exitCode = 1;
});

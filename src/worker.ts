/** @module The worker process: `node dist/worker.js`. Connects, hosts workflows and activities, drains on SIGTERM. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from './activities/create-activities.js';
import { messageOf } from './domain/errors.js';
import { openHost } from './host.js';
import { readSettings } from './settings.js';
import { connectWorker, resolveTarget } from './temporal/connection.js';
import { registerSearchAttributes } from './temporal/register-search-attributes.js';
import { buildWorkers, runWorkers } from './temporal/worker-builder.js';

const POLICY_SLOTS = 64;

async function main(): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);
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
  const host = await openHost(settings, process.env);
  const connection = await connectWorker(target);
  try {
    await registerSearchAttributes(connection, target.namespace);
    const workers = await buildWorkers({
      connection,
      namespace: target.namespace,
      activities: createActivities(host.deps),
      models: host.models,
      policySlots: POLICY_SLOTS,
    });
    log(`ready: ${target.address}, namespace ${target.namespace}, ${workers.length} queues`);
    await runWorkers(workers, stop.signal);
  } finally {
    await connection.close();
    await host.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`maestro worker: ${messageOf(error)}\n`);
  process.exitCode = 1;
});

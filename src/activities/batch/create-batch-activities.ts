/** @module The activities of batches as Temporal calls them. */
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { RegistrySnapshot } from '../../domain/registry.js';
import type { ResultStore } from '../../store/result-store.js';
import { createAwaitEnded, type IsRunning } from './await-ended.js';
import type { BatchActivities } from './contract.js';
import { createNotify } from './notify.js';
import { createOpenBatch } from './open-batch.js';
import { createPages } from './page.js';
import { createWatchBatch } from './watch-batch.js';
import { whileRunning } from './while-running.js';

export interface BatchDeps {
  readonly results: ResultStore;
  readonly registry: () => Promise<Pick<RegistrySnapshot, 'models'>>;
  /** Absolute; who may be notified stands in `notify/`. */
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRunning?: IsRunning;
  /** Milliseconds since the epoch, by a clock that all workers share; left out: this machine's. */
  readonly now?: () => number;
}

export function createBatchActivities(deps: BatchDeps): BatchActivities {
  const { results, registry, dataDir, env, isRunning, now = () => Date.now() } = deps;
  const awaitEnded = createAwaitEnded(results, isRunning);
  const watchBatch = createWatchBatch(results.calls, now);
  const notify = createNotify(dataDir, env);
  const forRun = () => {
    const { workflowId = '', runId = '' } = activityInfo().workflowExecution ?? {};
    return { workflowId, runId, isRunning, signal: cancellationSignal() };
  };
  return {
    ...createOpenBatch({ results, registry, now }),
    ...createPages(results),
    awaitEnded: async (input) => whileRunning(await awaitEnded(input, cancellationSignal()), forRun()),
    watchBatch: async (input) => whileRunning(await watchBatch(input, cancellationSignal()), forRun()),
    notify: (input) => notify(input, cancellationSignal()),
  };
}

/** @module The activities of batches as Temporal calls them. */
import { cancellationSignal } from '@temporalio/activity';
import type { ResultStore } from '../../store/result-store.js';
import { createAwaitEnded, type IsRunning } from './await-ended.js';
import type { BatchActivities } from './contract.js';
import { createPages } from './page.js';

export interface BatchDeps {
  readonly results: ResultStore;
  readonly isRunning?: IsRunning;
}

export function createBatchActivities({ results, isRunning }: BatchDeps): BatchActivities {
  const awaitEnded = createAwaitEnded(results, isRunning);
  return {
    ...createPages(results),
    awaitEnded: (input) => awaitEnded(input, cancellationSignal()),
  };
}

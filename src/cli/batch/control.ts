/** @module Pause, resume, narrow, skip, add samples, raise the budget, cancel: one update of the batch's workflow each. */
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { BatchControl } from '../../domain/batch.js';
import { amount, type Budget } from '../../domain/budget.js';
import {
  budgetUpdate,
  cancelUpdate,
  concurrencyUpdate,
  pauseUpdate,
  resumeUpdate,
  samplesUpdate,
  skipUpdate,
} from '../../workflows/batch-updates.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { withSession } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { startBatch } from './submit.js';

export type Change =
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'concurrency'; readonly rollouts: number }
  | { readonly kind: 'skip'; readonly task: string }
  | { readonly kind: 'samples'; readonly samples: number }
  | { readonly kind: 'budget'; readonly budget: Budget }
  | { readonly kind: 'cancel'; readonly now: boolean };

/** @throws MaestroError NOT_FOUND; INVALID_INPUT with what the batch said against it */
export async function changeBatch(context: Context, batch: string, change: Change): Promise<number> {
  const snapshot = await readRegistry(context);
  return withSession(
    context,
    snapshot,
    async ({ server: { client }, results }) => {
      try {
        const control = await apply(change, client.workflow.getHandle(batch));
        context.out.emit({ batch, ...control });
        context.out.print(`Batch ${batch}: ${said(control)}.`);
        return EXIT.ok;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) {
          if (change.kind === 'samples' && (await addLater(client, results, batch, change.samples))) {
            context.out.emit({ batch, samples: change.samples, started: true });
            context.out.print(`Batch ${batch} had ended, and goes on: maestro batch watch ${batch}`);
            return EXIT.ok;
          }
          throw new MaestroError('NOT_FOUND', `No batch "${batch}" is running: see maestro batch list.`);
        }
        if (!(error instanceof WorkflowUpdateFailedError)) throw error;
        throw new MaestroError('INVALID_INPUT', `Batch ${batch}: ${messageOf(error.cause ?? error)}`, { cause: error });
      }
    },
    { anyWorker: change.kind !== 'samples' },
  );
}

/** Starts a batch that has ended once more, for samples that it has not. @returns whether there is such a batch */
async function addLater(client: Client, results: ResultStore, batch: string, samples: number): Promise<boolean> {
  const known = await results.batches.find(batch);
  if (known === undefined || known.spec === '') return false;
  if (samples <= known.samples) {
    const there = count(known.samples, 'sample');
    throw new MaestroError('INVALID_INPUT', `Batch ${batch}: there are ${there} already: samples are only added.`);
  }
  const { spec, tasks, rollouts } = known;
  await startBatch(client, { batch, spec, tasks, rollouts: (rollouts / known.samples) * samples }, { spec, samples });
  return true;
}

function apply(change: Change, handle: WorkflowHandle): Promise<BatchControl> {
  switch (change.kind) {
    case 'pause':
      return handle.executeUpdate(pauseUpdate, { args: [change.reason] });
    case 'resume':
      return handle.executeUpdate(resumeUpdate);
    case 'concurrency':
      return handle.executeUpdate(concurrencyUpdate, { args: [change.rollouts] });
    case 'skip':
      return handle.executeUpdate(skipUpdate, { args: [change.task] });
    case 'samples':
      return handle.executeUpdate(samplesUpdate, { args: [change.samples] });
    case 'budget':
      return handle.executeUpdate(budgetUpdate, { args: [change.budget] });
    case 'cancel':
      return handle.executeUpdate(cancelUpdate, { args: [change.now ? 'now' : 'graceful'] });
  }
}

function said({ paused, cancelled, concurrency, skipped, samples, budget }: BatchControl): string {
  if (cancelled === 'now') return 'being cancelled, with what runs';
  if (cancelled === 'graceful') return 'being cancelled, after what runs has ended';
  const left = skipped.length === 0 ? '' : `, ${skipped.length} left out`;
  const limits = budgetText(budget);
  const state = paused === '' ? 'running' : `paused (${paused})`;
  return `${state}, ${concurrency} at once, ${count(samples, 'sample')}${left}${limits === '' ? '' : `, budget ${limits}`}`;
}

/** `$20, 1000 calls`; empty: there is none. */
function budgetText(budget: Budget): string {
  const kinds = ['usd', 'tokens', 'calls', 'hours'] as const;
  return kinds.flatMap((kind) => (budget[kind] === undefined ? [] : [amount(kind, budget[kind])])).join(', ');
}

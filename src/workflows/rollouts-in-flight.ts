/** @module The rollouts that a window has started and not yet seen end. */
import {
  CancellationScope,
  ChildWorkflowFailure,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { BatchActivities, EndedRollout, OpenedBatch } from '../activities/batch/contract.js';
import { NO_TOTALS, type BatchItem, type BatchTotals } from '../domain/batch.js';
import type { Children } from '../domain/history-bound.js';
import { priorityKeyOf, type BatchPriority } from '../domain/priority.js';
import type { RolloutInput } from '../domain/task.js';
import { WATCH } from './activity-options.js';
import type { rolloutWorkflow } from './rollout.js';

export interface BatchOfRollouts {
  readonly batch: string;
  readonly conditions: OpenedBatch['conditions'];
  /** When the batch began, ISO 8601: rows that are older are of an earlier one. */
  readonly since: string;
  readonly priority: BatchPriority;
}

const { awaitEnded } = proxyActivities<BatchActivities>(WATCH);

export class RolloutsInFlight {
  readonly #ids = new Set<string>();
  /** Those of which this run hears by itself. */
  readonly #own = new Set<string>();
  readonly #starts = new Set<Promise<void>>();
  #characters = 0;
  readonly #watching = new CancellationScope();

  /** @param onEnd hears of every rollout that ended, as totals of one */
  constructor(
    private readonly of: BatchOfRollouts,
    private readonly onEnd: (ended: BatchTotals) => void,
  ) {}

  get size(): number {
    return this.#ids.size;
  }

  /** Those of them that this run of the workflow has started. */
  get children(): Children {
    return { running: this.#own.size, starting: this.#starts.size, characters: this.#characters };
  }

  ids(): readonly string[] {
    return [...this.#ids];
  }

  /** As a child that outlives this run; one that runs already is watched. */
  start(item: BatchItem): void {
    this.#ids.add(item.id);
    this.#own.add(item.id);
    const started = CancellationScope.nonCancellable(() =>
      startChild<typeof rolloutWorkflow>('rolloutWorkflow', {
        workflowId: item.id,
        args: [this.#inputOf(item)],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // The store says what is done; a workflow that ended without a row is run again.
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        priority: { priorityKey: priorityKeyOf(this.of.priority), fairnessKey: this.of.batch.slice(0, 64) },
        staticSummary: item.task.question.slice(0, 60),
      }),
    ).then(
      (child) => {
        void child.result().then(
          ({ outcome, correct, cost_usd, prompt_tokens, completion_tokens }) =>
            this.#end({ id: item.id, outcome, correct, costUsd: cost_usd, tokens: prompt_tokens + completion_tokens }),
          (error: unknown) => this.#end(failedRollout(item.id, error)),
        );
      },
      (error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        this.#own.delete(item.id);
        this.watch([item.id]);
      },
    );
    const characters = JSON.stringify(item.task).length;
    this.#starts.add(started);
    this.#characters += characters;
    void started.finally(() => {
      this.#starts.delete(started);
      this.#characters -= characters;
    });
  }

  /** Waits for rollouts of which no run of this workflow will hear by itself. */
  watch(ids: readonly string[]): void {
    if (ids.length === 0) return;
    ids.forEach((id) => this.#ids.add(id));
    void this.#watching
      .run(() => this.#watch(new Set(ids)))
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  async #watch(ids: Set<string>): Promise<void> {
    while (ids.size > 0) {
      for (const ended of await awaitEnded({ ids: [...ids], after: this.of.since })) {
        ids.delete(ended.id);
        this.#end(ended);
      }
    }
  }

  /** Every start is acknowledged: only then does a child outlive this run. */
  async allStarted(): Promise<void> {
    await Promise.all(this.#starts);
  }

  stopWatching(): void {
    this.#watching.cancel();
  }

  async cancelAll(): Promise<void> {
    // One whose start is not acknowledged can't be reached yet.
    await this.allStarted();
    for (const id of this.#ids) void getExternalWorkflowHandle(id).cancel().catch(isOver);
  }

  #end({ id, outcome, correct, costUsd, tokens }: EndedRollout): void {
    this.#own.delete(id);
    if (!this.#ids.delete(id)) return;
    const failed = outcome === '';
    this.onEnd({
      ...NO_TOTALS,
      ended: failed ? 0 : 1,
      failed: failed ? 1 : 0,
      answered: outcome === 'answered' ? 1 : 0,
      right: correct === true ? 1 : 0,
      costUsd,
      tokens,
    });
  }

  #inputOf({ task, policy, sample }: BatchItem): RolloutInput {
    const { suite, limits, onOutage, seed, cache, prompt, dataset, reward, check } = this.of.conditions;
    const { batch } = this.of;
    const own = {
      ...(prompt === null ? {} : { prompt }),
      ...(dataset === null ? {} : { dataset }),
      ...(reward === null ? {} : { reward }),
      ...(check === null ? {} : { check }),
    };
    return { task, policy, ...own, limits, on_outage: onOutage, cache, seed, sample, suite, batch };
  }
}

/** A rollout that was cancelled wrote what it had; any other failure wrote nothing. */
function failedRollout(id: string, error: unknown): EndedRollout {
  const cancelled = error instanceof ChildWorkflowFailure && isCancellation(error.cause);
  return { id, outcome: cancelled ? 'cancelled' : '', correct: null, costUsd: 0, tokens: 0 };
}

/** It ended before it could be cancelled. */
function isOver(error: unknown): void {
  if (isCancellation(error)) throw error;
}

/** @module The windows of a batch as their parent sees them: started, told of every change, started again for more samples. */
import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { OpenedBatch } from '../activities/batch/contract.js';
import {
  addTotals,
  isTotals,
  judgeCanary,
  NO_TOTALS,
  quotaOf,
  type BatchControl,
  type BatchTotals,
  type CanaryResult,
} from '../domain/batch.js';
import type { Notices } from './batch-notices.js';
import { canarySignal, controlSignal } from './batch-signals.js';
import type { Steering } from './batch-updates.js';
import type { batchWindowWorkflow } from './batch-window.js';

export interface WindowsOptions {
  readonly batch: string;
  /** When the batch began, ISO 8601. */
  readonly since: string;
  readonly opened: OpenedBatch;
  readonly steering: Steering;
  readonly notices: Notices;
}

export class BatchWindows {
  /** Of windows that are through. */
  totals: BatchTotals = NO_TOTALS;
  canary: CanaryResult | null = null;
  readonly #live = new Set<string>();
  /** What the canary came to in each partition. */
  readonly #reports = new Map<number, BatchTotals>();
  readonly #partitions: number;

  constructor(private readonly options: WindowsOptions) {
    const { pages, input } = options.opened;
    this.#partitions = Math.min(input.partitions ?? 1, Math.max(1, pages));
    setHandler(canarySignal, (partition, totals) => {
      if (Number.isInteger(partition) && isTotals(totals)) this.#reports.set(partition, totals);
    });
  }

  async tell(control: BatchControl): Promise<void> {
    const signals = [...this.#live].map((id) => getExternalWorkflowHandle(id).signal(controlSignal, control));
    await Promise.all(signals.map((signal) => signal.catch(isOver)));
  }

  /** Resolves when all are through. @throws what a window fails with */
  async run(): Promise<void> {
    const numbers = Array.from({ length: this.#partitions }, (_, index) => index);
    const canary = this.#runCanary(numbers);
    // It is awaited last: an error of its own must wait for the windows, as one that nobody handles would fail the workflow task.
    canary.catch(() => undefined);
    await Promise.all(numbers.map((partition) => this.#run(partition)));
    await canary;
  }

  async #run(partition: number): Promise<void> {
    const { batch, since, opened, steering } = this.options;
    const { conditions, pages, input } = opened;
    const workflowId = `${batch}/window-${partition + 1}`;
    for (let from = 0; from < steering.control().samples && steering.control().cancelled === '';) {
      const control = steering.control();
      const handle = await startChild<typeof batchWindowWorkflow>('batchWindowWorkflow', {
        workflowId,
        args: [
          {
            ...{ batch, spec: input.spec, conditions, pages, partition, partitions: this.#partitions, since, control },
            limit: input.max_without_answer ?? 0.2,
            maxEvents: input.max_events ?? 2_000,
            priority: input.priority,
            ...(input.retry === undefined ? {} : { retry: input.retry }),
            samples: [from, control.samples],
            ...{ page: partition, offset: 0, carried: [], totals: NO_TOTALS },
          },
        ],
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        staticSummary: `${conditions.suite}: pages ${partition + 1} of every ${this.#partitions}`,
      });
      this.#live.add(workflowId);
      // What changed while it started, it has not heard.
      const now = steering.control();
      if (now.version > control.version) await handle.signal(controlSignal, now).catch(isOver);
      const ended = await handle.result().finally(() => this.#live.delete(workflowId));
      this.totals = addTotals(this.totals, ended.totals);
      if (!this.#reports.has(partition)) this.#reports.set(partition, ended.totals);
      from = ended.samples;
    }
    // It was cancelled before it began.
    if (!this.#reports.has(partition)) this.#reports.set(partition, NO_TOTALS);
  }

  async #runCanary(partitions: readonly number[]): Promise<void> {
    const { opened, steering, notices } = this.options;
    const { canary } = opened.input;
    if (canary === undefined) return;
    const sharers = partitions.filter((partition) => quotaOf(canary.rollouts, partition, this.#partitions) > 0);
    await condition(() => sharers.every((partition) => this.#reports.has(partition)));
    const totals = sharers.map((partition) => this.#reports.get(partition) ?? NO_TOTALS).reduce(addTotals, NO_TOTALS);
    const reason = judgeCanary(canary, totals);
    this.canary = { totals, reason };
    const { ended, answered, right } = totals;
    notices.tell(
      'canary',
      reason === '' ? `${ended} rollouts, ${answered} answered, ${right} right: it goes on` : reason,
    );
    if (reason !== '') await steering.pause(reason, 'canary');
    await steering.release();
  }
}

/** A window that is through needs no steering. */
function isOver(error: unknown): void {
  if (isCancellation(error)) throw error;
}

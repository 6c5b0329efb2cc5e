/** @module Tells whoever wants to hear of a batch. What can't be told is noted, and changes nothing else. */
import { condition, proxyActivities } from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batch/contract.js';
import type { BatchEvent } from '../domain/batch.js';
import { failureNote } from './failure-note.js';

/** Each is some events of the history, which has to stay short. */
const MAX_TOLD = 100;

const { notify } = proxyActivities<BatchActivities>({
  startToCloseTimeout: '30 s',
  scheduleToCloseTimeout: '2 minutes',
  retry: { initialInterval: '2 s', maximumAttempts: 3 },
  summary: 'notify',
});

export interface NoticesView {
  readonly sent: number;
  readonly failed: number;
  /** Of the last failure; empty: none failed. */
  readonly why: string;
}

export class Notices {
  #view: NoticesView = { sent: 0, failed: 0, why: '' };
  #pending = 0;
  #told = 0;

  constructor(
    private readonly batch: string,
    private readonly targets: readonly string[],
  ) {}

  get view(): NoticesView {
    return this.#view;
  }

  tell(event: BatchEvent['event'], text: string): void {
    if (this.targets.length === 0 || this.#told >= MAX_TOLD) return;
    this.#told += 1;
    const at = new Date().toISOString();
    for (const target of this.targets) {
      this.#pending += 1;
      void notify({ target, event: { batch: this.batch, event, text, at } })
        .then(
          () => (this.#view = { ...this.#view, sent: this.#view.sent + 1 }),
          (error: unknown) => (this.#view = { ...this.#view, failed: this.#view.failed + 1, why: failureNote(error) }),
        )
        .finally(() => (this.#pending -= 1));
    }
  }

  /** Resolves when all that was told has been sent, or given up. */
  async sent(): Promise<void> {
    await condition(() => this.#pending === 0);
  }
}

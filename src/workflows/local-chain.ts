/** @module Cuts long chains of local activities. */
import { sleep } from '@temporalio/workflow';

/** Until its workflow task ends, what a chain of local activities did is in no history, and runs again after a crash. */
const LONGEST_CHAIN_MS = 1_000;

/** The local activities since the last point that is in the history. */
export class LocalChain {
  #sinceMs = Date.now();

  /** Something of which the history knows: a regular activity, a timer. */
  begin(): void {
    this.#sinceMs = Date.now();
  }

  isLong(): boolean {
    return Date.now() - this.#sinceMs > LONGEST_CHAIN_MS;
  }

  /** A timer ends the workflow task, and the history knows all that was done before it. */
  cut(): Promise<void> {
    return sleep(1).then(() => this.begin());
  }
}

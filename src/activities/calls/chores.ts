/**
 * @module What is to be written after a call, off its path: one after the other, tried again while the store can't be used. What
 * gets too old is dropped, as leases run out by themselves by then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, messageOf } from '../../domain/errors.js';

const PAUSE_MS = 500;

export class Chores {
  #last = Promise.resolve();
  #closed = false;

  /**
   * @param patienceMs how long a chore is tried, milliseconds
   * @param warn hears of a chore that was given up, in one line
   */
  constructor(
    private readonly patienceMs: number,
    private readonly warn: (line: string) => void,
  ) {}

  /** Begins once all that was added before has ended. Never rejects. */
  add(what: string, work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(() => this.#insist(what, work));
    return this.#last;
  }

  /** Resolves when all that was added so far has ended. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** As `idle`; what fails from now on is not tried again. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#last;
  }

  async #insist(what: string, work: () => Promise<void>): Promise<void> {
    const endsAt = performance.now() + this.patienceMs;
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        const passes = isMaestroError(error) && error.code === 'STORE_UNAVAILABLE';
        if (this.#closed || !passes || performance.now() + PAUSE_MS > endsAt) {
          this.warn(`${what} was given up: ${messageOf(error)}`);
          return;
        }
      }
      await sleep(PAUSE_MS, undefined, { ref: false });
    }
  }
}

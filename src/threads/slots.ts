/** @module A few slots: calls beyond them wait their turn, and leave the queue when they are aborted. */
import { abortReason } from './abort.js';

export interface Slots {
  /** Resolves when a slot is free; rejects with the signal's reason when aborted before. */
  take(signal: AbortSignal): Promise<void>;
  give(): void;
}

export function createSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];
  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(abortReason(signal));
          return;
        }
        if (free > 0) {
          free--;
          resolve();
          return;
        }
        const onTurn = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        const onAbort = (): void => {
          queue.splice(queue.indexOf(onTurn), 1);
          reject(abortReason(signal));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(onTurn);
      }),
    give: () => {
      const next = queue.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}

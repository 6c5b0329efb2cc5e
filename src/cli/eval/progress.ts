/** @module Live progress of an evaluation: a line that changes on a terminal, else a line every few seconds. */
import type { Context } from '../command.js';
import { duration } from '../format.js';
import { markOf, type EndedTask } from './ended-task.js';

const TERMINAL_MS = 250;
const PLAIN_MS = 5_000;

export interface Progress {
  add(ended: EndedTask): void;
  /** Clears the line. */
  stop(): void;
}

/** @param total how many tasks are to come at most */
export function startProgress({ out, clock }: Pick<Context, 'out' | 'clock'>, total: number): Progress {
  const startedAt = clock.now();
  const count = { done: 0, right: 0, failed: 0 };
  const line = (): string => progressLine({ ...count, total, elapsedMs: clock.now() - startedAt });
  const show = (): void => {
    if (out.interactive) out.status(line());
    else out.note(line());
  };
  const timer = setInterval(show, out.interactive ? TERMINAL_MS : PLAIN_MS);
  return {
    add: (ended) => {
      const mark = markOf(ended);
      count.done += 1;
      if (mark === 'right') count.right += 1;
      if (mark === 'failed') count.failed += 1;
    },
    stop: () => {
      clearInterval(timer);
      out.status('');
    },
  };
}

export interface Done {
  readonly done: number;
  readonly total: number;
  readonly right: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

/** `12/40 done, 11 right, 0 failed, 3.4 rollouts/s, about 8.2 s left` */
export function progressLine({ done, total, right, failed, elapsedMs }: Done): string {
  const rate = elapsedMs === 0 ? 0 : (done / elapsedMs) * 1_000;
  const left = rate === 0 || done >= total ? '' : `, about ${duration(((total - done) / rate) * 1_000)} left`;
  return `${done}/${total} done, ${right} right, ${failed} failed, ${rate.toFixed(1)} rollouts/s${left}`;
}

/** @module What may happen to the process itself: Ctrl-C, and a reader of its output that goes away. */
import { setMaxListeners } from 'node:events';
import { EXIT } from './exit-codes.js';

/** The reader of a pipe may have seen enough: no reason to complain. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
  });
}

/** The first Ctrl-C asks the command to end, the second one does not ask. */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every rollout that is waited for listens
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

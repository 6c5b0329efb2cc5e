/** @module Calls that end when their process has to go, although their worker would wait for them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { cancellationSignal, type Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

const signals = new AsyncLocalStorage<AbortSignal>();

/** The signal of the activity that runs here: it was cancelled, or its process has to go. */
export function callSignal(): AbortSignal {
  return signals.getStore() ?? cancellationSignal();
}

/**
 * For `interceptors.activity` of a worker that drains for longer than a process may take to stop. Its activities take
 * {@link callSignal}, which aborts with the reason of `stopping`: a `CancelledFailure`, so that the call is tried again elsewhere.
 * Not `AbortSignal.any`: it never lets go of what follows a signal as old as the process. And one listener for all calls, as
 * there may be hundreds.
 */
export function stopInterceptor(stopping: AbortSignal): (context: Context) => ActivityInterceptors {
  const calls = new Set<AbortController>();
  stopping.addEventListener(
    'abort',
    () => {
      for (const call of calls) call.abort(stopping.reason);
    },
    { once: true },
  );
  return (context) => {
    if (context.info.isLocal) return {};
    return {
      inbound: {
        async execute(input, next) {
          const call = new AbortController();
          const cancelled = context.cancellationSignal;
          const follow = (): void => call.abort(cancelled.reason);
          cancelled.addEventListener('abort', follow, { once: true });
          calls.add(call);
          if (cancelled.aborted) follow();
          if (stopping.aborted) call.abort(stopping.reason);
          try {
            return await signals.run(call.signal, () => next(input));
          } finally {
            calls.delete(call);
            cancelled.removeEventListener('abort', follow);
          }
        },
      },
    };
  };
}

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
 * Not `AbortSignal.any`: it never lets go of what follows a signal as old as the process.
 */
export function stopInterceptor(stopping: AbortSignal): (context: Context) => ActivityInterceptors {
  return (context) => {
    if (context.info.isLocal) return {};
    return {
      inbound: {
        async execute(input, next) {
          const call = new AbortController();
          const sources = [context.cancellationSignal, stopping];
          const follow = (): void => call.abort(sources.find((signal) => signal.aborted)?.reason);
          for (const signal of sources) signal.addEventListener('abort', follow, { once: true });
          if (sources.some((signal) => signal.aborted)) follow();
          try {
            return await signals.run(call.signal, () => next(input));
          } finally {
            for (const signal of sources) signal.removeEventListener('abort', follow);
          }
        },
      },
    };
  };
}

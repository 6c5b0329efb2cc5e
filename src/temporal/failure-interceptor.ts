/** @module Makes every activity of a worker fail with the types, retries and delays of our table of errors. */
import type { ActivityInterceptors } from '@temporalio/worker';
import { toApplicationFailure } from './failures.js';

/** For `interceptors.activity` of a worker. Put it first, so that it sees what the others throw. */
export function failureInterceptor(): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw toApplicationFailure(error);
        }
      },
    },
  };
}

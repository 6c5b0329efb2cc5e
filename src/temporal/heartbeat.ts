/** @module Heartbeats of activities by timer, from entry to exit. */
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import { HEARTBEAT_INTERVAL_MS } from './settings.js';

/**
 * For `interceptors.activity` of a worker. The server hands a cancellation over in its reply to a heartbeat, and takes
 * silence for death: so every regular activity reports by timer from its first line to its last, whatever it is doing; one
 * that ends before the first tick costs no call. Local activities have no heartbeats. The worker needs `maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS` with it.
 */
export function heartbeatInterceptor(context: Context): ActivityInterceptors {
  if (context.info.isLocal) return {};
  return {
    inbound: {
      async execute(input, next) {
        const timer = setInterval(() => context.heartbeat(), HEARTBEAT_INTERVAL_MS);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}

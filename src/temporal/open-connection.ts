/** @module Opens a client connection that can be closed while calls are in flight, or leaves nothing open. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

/** Attempts and pauses of a call: about 20 s together, as by default, but no pause is long: closing waits for it. */
const MAX_ATTEMPTS = 24;
const MAX_PAUSE_MS = 1_000;

/**
 * `Connection.connect` of the SDK leaves its channel open when it fails, which keeps the process alive and calling; and its
 * retries begin another attempt on a channel that was closed in the pause before it, which ends the process, as an error in a
 * timer does. So `close` of this connection first waits until no call is in such a pause, and lets none begin another.
 * @throws what the SDK throws when nobody answers in time or the server refuses.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const retries = retriesThatEnd();
  const connection = Connection.lazy({ ...options, interceptors: [retries.interceptor] });
  const closeChannel = connection.close.bind(connection);
  connection.close = async () => {
    await retries.end();
    await closeChannel();
  };
  try {
    await connection.ensureConnected();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function retriesThatEnd() {
  const usual = defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS });
  let ended = false;
  let lastPauseEndsAt = 0;
  const interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !ended && usual.retryableDecider(attempt, status),
    delayFunction: (attempt, status) => {
      const ms = Math.min(usual.delayFunction(attempt, status), MAX_PAUSE_MS);
      lastPauseEndsAt = Math.max(lastPauseEndsAt, Date.now() + ms);
      return ms;
    },
  });
  const end = async (): Promise<void> => {
    ended = true;
    const left = lastPauseEndsAt - Date.now();
    // Timers may come a little late: then later than those of the pauses.
    if (left > 0) await sleep(left + 50);
  };
  return { interceptor, end };
}

/** @module Opens a client connection, or leaves nothing open; closes it when none of its calls will be tried again. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

/**
 * `Connection.connect` of the SDK leaves its channel open when it fails, which keeps the process alive and calling.
 * @throws what the SDK throws when nobody answers in time or the server refuses.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const retries = createRetries();
  const connection = Connection.lazy({ ...options, interceptors: [makeGrpcRetryInterceptor(retries.options)] });
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

/** Between two attempts of a call, milliseconds, jitter of a fifth left out. */
const LONGEST_PAUSE_MS = 1_000;

/**
 * The SDK's retries, which can be ended. Its timer of a retry can't be stopped, and throws where nobody can catch it when it
 * fires on a closed channel: so the channel stays open until the last one has fired.
 */
function createRetries() {
  const usual = defaultGrpcRetryOptions({ maxIntervalMs: () => LONGEST_PAUSE_MS });
  let ended = false;
  let lastAt = 0;
  const options: typeof usual = {
    retryableDecider: (attempt, status) => !ended && usual.retryableDecider(attempt, status),
    delayFunction: (attempt, status) => {
      const pauseMs = usual.delayFunction(attempt, status);
      lastAt = Math.max(lastAt, performance.now() + pauseMs);
      return pauseMs;
    },
  };
  const end = async (): Promise<void> => {
    ended = true;
    const left = lastAt - performance.now();
    // Timers may fire a little late.
    if (left > -LATE_MS) await sleep(left + LATE_MS);
  };
  return { options, end };
}

const LATE_MS = 50;

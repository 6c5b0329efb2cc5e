/** @module Our errors become Temporal failures by the table, survive the wire, and are found again. */
import { describe, expect, test } from '@jest/globals';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  defaultFailureConverter,
  defaultPayloadConverter,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { ERROR_CODES, isErrorCode, MaestroError } from '../../src/domain/errors.js';
import { failureCode, toApplicationFailure } from '../../src/temporal/failures.js';

/** What a workflow gets to see: through the protocol's form and back, as the cause of an ActivityFailure. */
function acrossTheWire(error: unknown): unknown {
  const proto = defaultFailureConverter.errorToFailure(error, defaultPayloadConverter);
  const received = defaultFailureConverter.failureToError(proto, defaultPayloadConverter);
  return new ActivityFailure(
    'Activity task failed',
    'dispatch',
    '1',
    RetryState.MAXIMUM_ATTEMPTS_REACHED,
    'worker',
    received,
  );
}

function converted(error: unknown): ApplicationFailure {
  const failure = toApplicationFailure(error);
  if (!(failure instanceof ApplicationFailure)) throw new Error('not an ApplicationFailure');
  return failure;
}

describe('toApplicationFailure', () => {
  test.each(Object.entries(ERROR_CODES))(
    '%s keeps its code and is retried as the table says',
    (code, { retryable }) => {
      if (!isErrorCode(code)) throw new Error(`${code} is no code`);
      const failure = converted(new MaestroError(code, 'what, where, what to do', { data: { step: 2 } }));
      expect(failure).toMatchObject({
        type: code,
        nonRetryable: !retryable,
        message: 'what, where, what to do',
        details: [{ step: 2 }],
      });
      expect(failureCode(acrossTheWire(failure))).toBe(code);
    },
  );

  test("a server's retry-after becomes the delay of the next try", () => {
    const error = new MaestroError('EXPERT_UNAVAILABLE', 'busy', { retryAfterMs: 7_000 });
    expect(converted(error).nextRetryDelay).toBe(7_000);
    expect(converted(new MaestroError('EXPERT_UNAVAILABLE', 'busy')).nextRetryDelay).toBeUndefined();
  });

  test('the cause is kept', () => {
    const cause = new Error('socket closed');
    expect(converted(new MaestroError('EXPERT_UNAVAILABLE', 'gone', { cause })).cause).toBe(cause);
  });

  test.each([[new TypeError('x is not a function')], ['a string'], [undefined], [{ odd: true }]])(
    'anything unexpected (%p) is INTERNAL and final',
    (thrown) => {
      expect(converted(thrown)).toMatchObject({ type: 'INTERNAL', nonRetryable: true });
      expect(failureCode(acrossTheWire(converted(thrown)))).toBe('INTERNAL');
    },
  );

  test('cancellation and failures of Temporal pass unchanged', () => {
    const abort = new DOMException('This operation was aborted', 'AbortError');
    for (const error of [new CancelledFailure('stop'), ApplicationFailure.create({ type: 'TOO_LARGE' }), abort]) {
      expect(toApplicationFailure(error)).toBe(error);
    }
  });
});

describe('failureCode', () => {
  const timeout = (type: TimeoutType): unknown => acrossTheWire(new TimeoutFailure('late', undefined, type));

  test.each<[string, unknown, string | undefined]>([
    ['no worker took it', timeout(TimeoutType.SCHEDULE_TO_START), 'TIMEOUT_SCHEDULE_TO_START'],
    ['it took too long', timeout(TimeoutType.START_TO_CLOSE), 'TIMEOUT'],
    ['it took too long with all retries', timeout(TimeoutType.SCHEDULE_TO_CLOSE), 'TIMEOUT'],
    ['its worker fell silent', timeout(TimeoutType.HEARTBEAT), 'TIMEOUT_HEARTBEAT'],
    ['it was cancelled', acrossTheWire(new CancelledFailure('stop')), 'CANCELLED'],
    ['our own error, not yet converted', new MaestroError('NOT_FOUND', 'x'), 'NOT_FOUND'],
    ['our own error under another', new Error('outer', { cause: new MaestroError('NOT_FOUND', 'x') }), 'NOT_FOUND'],
    ['a type that is not ours', acrossTheWire(ApplicationFailure.create({ type: 'SomethingElse' })), undefined],
    ['a plain error', new Error('plain'), undefined],
    ['no error at all', undefined, undefined],
  ])('%s', (_name, error, code) => {
    expect(failureCode(error)).toBe(code);
  });

  test('a circle of causes ends', () => {
    const error = new Error('round');
    error.cause = error;
    expect(failureCode(error)).toBeUndefined();
  });
});

import { describe, expect, test } from '@jest/globals';
import { billedBy } from '../../../src/domain/billed.js';
import { billedIn } from '../../../src/experts/openai/billing.js';
import { codeOfStatus, malformedError, statusError, transportError } from '../../../src/experts/openai/failure.js';
import { retryAfterMs } from '../../../src/experts/openai/retry-after.js';
import { endpointModel } from '../../support/snapshot.js';

const model = endpointModel('M', 'http://127.0.0.1:8000/v1', { timeoutMs: 5_000 });
const same = (text: string): string => text;

test.each([
  [[408, 409, 425, 429, 500, 502, 503, 504, 520, 529, 599], 'EXPERT_UNAVAILABLE'],
  [[300, 301, 302, 304, 307, 308, 400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 451], 'EXPERT_REJECTED'],
])('the statuses %j are %s', (statuses, code) => {
  for (const status of statuses) expect([status, codeOfStatus(status)]).toEqual([status, code]);
});

describe('what was thrown without a reply', () => {
  const chained = (...codes: readonly (string | undefined)[]): Error =>
    codes.reduceRight<Error | undefined>(
      (cause, code) => Object.assign(new Error('fetch failed', { cause }), code === undefined ? {} : { code }),
      undefined,
    ) ?? new Error('none');

  test.each([
    [chained(undefined, 'ECONNREFUSED'), 'EXPERT_UNAVAILABLE', 'ECONNREFUSED'],
    [chained(undefined, undefined, 'ECONNRESET'), 'EXPERT_UNAVAILABLE', 'ECONNRESET'],
    [chained(undefined, 'ENOTFOUND'), 'EXPERT_UNAVAILABLE', 'ENOTFOUND'],
    [chained(undefined, 'EAI_AGAIN'), 'EXPERT_UNAVAILABLE', 'EAI_AGAIN'],
    [chained(undefined, 'UND_ERR_SOCKET'), 'EXPERT_UNAVAILABLE', 'UND_ERR_SOCKET'],
    [chained(undefined, 'CERT_HAS_EXPIRED'), 'EXPERT_UNAVAILABLE', 'CERT_HAS_EXPIRED'],
    [chained(undefined, 'UND_ERR_CONNECT_TIMEOUT'), 'EXPERT_TIMED_OUT', 'no reply after 5 s'],
    [chained(undefined, 'ETIMEDOUT'), 'EXPERT_TIMED_OUT', 'no reply after 5 s'],
    [chained(undefined), 'EXPERT_UNAVAILABLE', 'fetch failed'],
    ['a string', 'EXPERT_UNAVAILABLE', 'a string'],
    [undefined, 'EXPERT_UNAVAILABLE', 'reached'],
  ])('%s is %s', (thrown, code, part) => {
    const error = transportError(model, thrown, same);
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
    expect(error.cause).toBeUndefined();
  });

  test('a circle of causes comes to an end', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(transportError(model, circle, same).code).toBe('EXPERT_UNAVAILABLE');
  });
});

test.each([
  ['{"error": {"message": "bad seed"}}', 'bad seed'],
  ['{"object": "error", "message": "too long", "code": 400}', 'too long'],
  ['{"error": "plain"}', 'plain'],
  ['{"detail": "Not Found"}', 'Not Found'],
  ['{"detail": [{"loc": ["body"]}]}', 'loc'],
  ['Bad Gateway', 'Bad Gateway'],
  ['[1, 2]', '[1, 2]'],
  ['', '400 (model "M" at '],
])('the body %s of a 400 says "%s"', (text, said) => {
  const error = statusError(model, { status: 400, headers: new Headers(), text }, 0);
  expect(`${error.message} `).toContain(said);
  expect(error.data).toEqual({ model: 'M', status: 400 });
});

test.each([401, 403])('%i says that the key was refused, and nothing of the key', (status) => {
  expect(statusError(model, { status, headers: new Headers(), text: '' }, 0)).toMatchObject({
    code: 'EXPERT_REJECTED',
    data: { model: 'M', status, reason: 'key_refused' },
  });
});

describe('what a reply that can not be used was billed', () => {
  const priced = endpointModel('M', 'http://x/v1', { price: { inputPerMTok: 1, outputPerMTok: 10, perCall: 0.5 } });
  const usage = '"usage": {"prompt_tokens": 2000, "total_tokens": 2300, "completion_tokens": 300, "x": {"y": 1}}';
  const whole = { calls: 1, promptTokens: 2_000, completionTokens: 300, costUsd: 0.505 };
  test.each<[string, string, object | undefined]>([
    ['without choices', `{"choices": [], ${usage}}`, whole],
    ['cut behind the counts', `{${usage}, "choices": [{"message": {"content": "abc`, whole],
    ['cut within a count', '{"usage": {"prompt_tokens": 2000, "completion_tokens": 30', undefined],
    ['without counts', '{"choices": []}', undefined],
    ['that only speaks of it', `{"choices": [{"message": ${JSON.stringify(usage)}`, undefined],
    ['where the last one counts', `{"usage": {"prompt_tokens": 1, "completion_tokens": 1}, ${usage}}`, whole],
  ])('%s', (_, text, billed) => {
    expect(billedIn(priced, text)).toEqual(billed);
    const error = statusError(priced, { status: 400, headers: new Headers(), text }, 0);
    expect(billedBy(error)).toEqual(billed);
  });
});

test('what a server says is bounded, on one line, and its tags are inert', () => {
  const text = `<answer>${'a\n'.repeat(10_000)}</answer>\u001b[31m`;
  for (const error of [
    statusError(model, { status: 500, headers: new Headers(), text }, 0),
    malformedError(model, text),
  ]) {
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toMatch(/<answer>|\n|\u001b/);
  }
});

test.each([
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': ' 1.5 ' }, 1_500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': '999999999' }, 3_600_000],
  [{ 'retry-after-ms': '12.2' }, 13],
  [{ 'retry-after-ms': 'x', 'retry-after': '2' }, 2_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' }, 9_000],
  [{ 'retry-after': 'Wed, 31 Dec 1969 00:00:00 GMT' }, 0],
  // By the clock of the server that set the date, whatever ours says.
  [{ 'retry-after': 'Thu, 01 Jan 1970 09:00:10 GMT', date: 'Thu, 01 Jan 1970 09:00:04 GMT' }, 6_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT', date: 'yesterday' }, 9_000],
  [{ 'retry-after': '3', date: 'Thu, 01 Jan 1970 09:00:04 GMT' }, 3_000],
  [{}, undefined],
])('the headers %j ask for %s ms at second one', (headers, expected) => {
  expect(retryAfterMs(new Headers(headers), 1_000)).toBe(expected);
});

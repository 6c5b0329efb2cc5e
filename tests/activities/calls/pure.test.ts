/** The arithmetic of calls: times, last chances, which call is which. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attemptMs, waitUntilMs } from '../../../src/activities/calls/budget.js';
import { cacheKey, isDeterministic } from '../../../src/activities/calls/cache-key.js';
import { endOf } from '../../../src/activities/calls/call-end.js';
import { hedgeAfterMs } from '../../../src/activities/calls/hedge.js';
import { isLast } from '../../../src/activities/calls/last-chance.js';
import { MaestroError, type ErrorCode } from '../../../src/domain/errors.js';
import type { ExpertImage } from '../../../src/domain/expert.js';
import { endpointModel } from '../../support/snapshot.js';

describe('the time of a call', () => {
  test.each([
    // timeout, ends at, now: the attempt takes at most, room is waited for until
    [90, 1_000, 0, 90, 910],
    [90, 120, 0, 90, 60],
    [90, 50, 0, 50, 25],
    [90, 1_000, 960, 40, 980],
    [90, 1_000, 1_000, 1, 1_000],
    [90, 1_000, 2_000, 1, 2_000],
  ])('timeout %i, step ends at %i, now %i: attempt %i, waits until %i', (timeoutMs, endsAtMs, now, attempt, until) => {
    expect(attemptMs({ timeoutMs, endsAtMs }, now)).toBe(attempt);
    expect(waitUntilMs({ timeoutMs, endsAtMs }, now)).toBe(until);
  });

  test('a share of a deadline is made whole: timers take no fractions', () => {
    expect(attemptMs({ timeoutMs: 5_000, endsAtMs: 1_000 + 10_000 / 3 }, 1_000)).toBe(3_333);
  });
});

describe('the last chance', () => {
  const observe = { attempt: 1, endsAtMs: 10_000, onOutage: 'observe' } as const;
  const wait = { ...observe, onOutage: 'wait' } as const;
  const error = (code: ErrorCode, retryAfterMs?: number) => ({ code, retryAfterMs });
  test.each([
    ['attempts are left', error('EXPERT_UNAVAILABLE'), observe, 0, false],
    ['no attempt is left', error('EXPERT_UNAVAILABLE'), { ...observe, attempt: 3 }, 0, true],
    ['outages are waited for', error('EXPERT_UNAVAILABLE'), { ...wait, attempt: 30 }, -100_000, false],
    ['hanging is an outage', error('EXPERT_TIMED_OUT'), { ...wait, attempt: 30 }, -100_000, false],
    ['garbage is no outage', error('EXPERT_MALFORMED'), { ...wait, attempt: 3 }, 0, true],
    ['the pause would leave less than a quarter of an attempt', error('EXPERT_UNAVAILABLE'), observe, 9_400, true],
    ['the pause leaves a quarter of an attempt', error('EXPERT_UNAVAILABLE'), observe, 9_399, false],
    ['the server asks for a longer pause', error('EXPERT_UNAVAILABLE', 8_000), observe, 2_000, true],
    ['the same when waiting', error('EXPERT_UNAVAILABLE', 8_000), wait, 2_000, true],
    ['a fault of ours', error('STORE_UNAVAILABLE'), { ...observe, attempt: 9 }, 20_000, false],
    ['not retried anyway', error('EXPERT_REJECTED'), { ...observe, attempt: 9 }, 0, false],
  ])('%s', (_, failure, attempt, now, last) => {
    expect(isLast(failure, { maxAttempts: 3, timeoutMs: 400 }, attempt, now)).toBe(last);
  });
});

describe('a second call', () => {
  const latency = { p50Ms: 1_000, p95Ms: 4_000 };
  test.each([
    [{ hedge: true, latency }, 10_000, 4_000],
    [{ hedge: false, latency }, 10_000, undefined],
    [{ hedge: true, latency: undefined }, 10_000, undefined],
    [{ hedge: true, latency }, 4_000, undefined],
  ])('of %j with %i ms to go is made after %p', (model, ms, after) => {
    expect(hedgeAfterMs(model, ms)).toBe(after);
  });
});

describe('the end of a call says of its server', () => {
  const of = (code: ErrorCode, data = {}) => endOf(new MaestroError(code, 'why', { data, retryAfterMs: 7 }))?.kind;
  test.each([
    ['EXPERT_UNAVAILABLE', {}, 'down'],
    ['EXPERT_TIMED_OUT', {}, 'down'],
    ['EXPERT_TIMED_OUT', { cut: 'short' }, undefined],
    ['EXPERT_UNAVAILABLE', { sent: false }, undefined],
    ['EXPERT_REJECTED', {}, 'up'],
    ['EXPERT_MALFORMED', {}, 'up'],
    ['EXPERT_REJECTED', { sent: false }, undefined],
    ['MISSING_KEY', {}, undefined],
    ['INTERNAL', {}, undefined],
  ] as const)('%s %j: %p', (code, data, kind) => {
    expect(of(code, data)).toBe(kind);
  });

  test('nothing when it was cancelled', () => {
    expect(endOf(new DOMException('aborted', 'AbortError'))).toBeUndefined();
  });
});

describe('the same call', () => {
  const model = endpointModel('M', 'http://127.0.0.1:1/v1', { temperature: 0, revision: 'r1' });
  const image = (sha256: string): ExpertImage => ({
    ref: { sha256, bytes: 3, mime: 'image/png', width: 1, height: 1 },
    bytes: new Uint8Array(3),
  });
  const request = {
    params: { max_tokens: 50 },
    text: 'how many?',
    system: 'be brief',
    images: [image('a'), image('b')],
  };

  test.each([
    ['revision', { ...model, revision: 'r2' }, request],
    ['address', { ...model, baseUrl: 'http://127.0.0.1:2/v1' }, request],
    ['served name', { ...model, servedName: 'other' }, request],
    ['id', { ...model, id: 'N' }, request],
    ['top_p', { ...model, topP: 0.5 }, request],
    ['token limit of the card', { ...model, maxOutputTokens: 7 }, request],
    ['image limits', { ...model, images: { ...model.images, maxSide: 100 } }, request],
    ['text', model, { ...request, text: 'how many? ' }],
    ['system message', model, { ...request, system: '' }],
    ['parameters', model, { ...request, params: { max_tokens: 51 } }],
    ['images', model, { ...request, images: [image('a'), image('c')] }],
    ['order of the images', model, { ...request, images: [image('b'), image('a')] }],
  ])('is another one with another %s', (_, otherModel, otherRequest) => {
    expect(cacheKey(otherModel, otherRequest)).not.toBe(cacheKey(model, request));
  });

  test('has one key, whatever the card says of prices and limits, and however its parameters are ordered', () => {
    const dear = { ...model, price: { inputPerMTok: 9, outputPerMTok: 9, perCall: 9 }, concurrency: 1, timeoutMs: 1 };
    expect(cacheKey(dear, request)).toBe(cacheKey(model, request));
    const params = { a: 1, b: [2], max_tokens: 50 };
    const turned = { max_tokens: 50, b: [2], a: 1 };
    expect(cacheKey(model, { ...request, params })).toBe(cacheKey(model, { ...request, params: turned }));
  });

  test('text and system message are never taken for each other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, system) => {
        fc.pre(text !== system);
        const one = cacheKey(model, { ...request, text, system });
        expect(one).not.toBe(cacheKey(model, { ...request, text: system, system: text }));
      }),
    );
  });

  test.each([
    [{ temperature: 0 }, {}, true],
    [{ temperature: 0.1 }, {}, false],
    [{ temperature: undefined }, {}, false],
    [{ temperature: 1 }, { temperature: 0 }, true],
    [{ temperature: 0 }, { temperature: 0.7 }, false],
    [{ temperature: 0, cache: false }, {}, false],
  ])('may be kept: card %j, parameters %j: %p', (fields, params, may) => {
    expect(isDeterministic(endpointModel('M', 'http://x', fields), { ...request, params })).toBe(may);
  });
});

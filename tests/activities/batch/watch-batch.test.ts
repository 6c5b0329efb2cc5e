/** What a batch hears of its budget and of outages. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWatchBatch } from '../../../src/activities/batch/watch-batch.js';
import { CLOSED } from '../../../src/domain/breaker.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { temporaryFolder } from '../../store/support/files.js';

const folder = temporaryFolder();
let results: ResultStore;
let nowMs = 1_000;
beforeAll(async () => {
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
});
afterAll(() => results.close());

/** Undefined: nothing, at the first look. */
async function look(batch: string, told: readonly string[]) {
  const stop = new AbortController();
  const watching = createWatchBatch(results.calls, () => nowMs)({ batch, told }, stop.signal);
  setTimeout(() => stop.abort(), 200).unref();
  return watching.catch(() => undefined);
}

test('80 % of a limit is told once, and again when it is raised; used up is told until it is raised', async () => {
  const { budgets } = results.calls;
  await budgets.set('b', { usd: 10 });
  const reservation = { batch: 'b', id: 'a' };
  await budgets.reserve(reservation, { usd: 9, tokens: 0, calls: 1 }, 2_000, nowMs);
  expect(await look('b', [])).toBeUndefined();
  await budgets.settle(reservation, { usd: 8, tokens: 0, calls: 1 }, 0);
  expect(await look('b', [])).toEqual({
    ...{ kind: 'near', text: 'the budget of the batch: $8 of $10 spent' },
    told: ['usd 10'],
  });
  expect(await look('b', ['usd 10'])).toBeUndefined();
  const second = { batch: 'b', id: 'b' };
  await budgets.reserve(second, { usd: 3, tokens: 0, calls: 1 }, 2_000, nowMs);
  expect(await look('b', ['usd 10'])).toMatchObject({ kind: 'spent', text: expect.stringContaining('used up') });
  await budgets.set('b', { usd: 11 });
  expect(await look('b', [])).toBeUndefined();
  await budgets.settle(second, { usd: 1, tokens: 0, calls: 1 }, 0);
  expect(await look('b', ['usd 10'])).toMatchObject({ kind: 'near', told: ['usd 11'] });
});

test('a model that goes down is told once; one that was down long ago is not', async () => {
  const open = { ...CLOSED, state: 'open', openedAtMs: 500, retryAtMs: 5_500, reason: 'connection refused' } as const;
  await results.calls.breakers.update('M', () => open);
  expect(await look('other', [])).toEqual({
    ...{ kind: 'outage', text: 'M is down: connection refused' },
    told: ['down M'],
  });
  expect(await look('other', ['down M'])).toBeUndefined();
  nowMs = 65_500;
  expect(await look('other', [])).toBeUndefined();
});

/** What a batch hears of its budget and of outages. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whileRunning } from '../../../src/activities/batch/while-running.js';
import { createWatchBatch } from '../../../src/activities/batch/watch-batch.js';
import { outagesOf } from '../../../src/cli/rollout/outages.js';
import { CLOSED } from '../../../src/domain/breaker.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { temporaryFolder } from '../../store/support/files.js';
import { failedCall } from '../../store/support/rows.js';

const folder = temporaryFolder();
let results: ResultStore;
let nowMs = 1_000;
beforeAll(async () => {
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
});
afterAll(() => results.close());

/** What the batch is told next. */
function hear(batch: string, told: readonly string[], signal = new AbortController().signal) {
  return createWatchBatch(results.calls, () => nowMs)({ batch, told }, signal);
}

/** Undefined: nothing, at the first look. */
async function look(batch: string, told: readonly string[]) {
  const stop = new AbortController();
  const watching = hear(batch, told, stop.signal);
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
  expect(await hear('b', [])).toEqual({
    ...{ kind: 'near', text: 'the budget of the batch: $8 of $10 spent' },
    told: ['usd 10'],
  });
  expect(await look('b', ['usd 10'])).toBeUndefined();
  const second = { batch: 'b', id: 'b' };
  await budgets.reserve(second, { usd: 3, tokens: 0, calls: 1 }, 2_000, nowMs);
  expect(await hear('b', ['usd 10'])).toMatchObject({ kind: 'spent', text: expect.stringContaining('used up') });
  await budgets.set('b', { usd: 11 });
  expect(await look('b', [])).toBeUndefined();
  await budgets.settle(second, { usd: 1, tokens: 0, calls: 1 }, 0);
  expect(await hear('b', ['usd 10'])).toMatchObject({ kind: 'near', told: ['usd 11'] });
});

test('a model that goes down is told once; one that was down long ago is not', async () => {
  const open = { ...CLOSED, state: 'open', openedAtMs: 500, retryAtMs: 5_500, reason: 'connection refused' } as const;
  await results.calls.breakers.update('M', () => open);
  expect(await hear('other', [])).toEqual({
    ...{ kind: 'outage', text: 'M is down: connection refused' },
    told: ['down M'],
  });
  expect(await look('other', ['down M'])).toBeUndefined();
  nowMs = 65_500;
  expect(await look('other', [])).toBeUndefined();
});

test('whoever waits for a run hears what its rollouts lack: models that failed in its calls and have not answered since', async () => {
  const failedAt = '2026-08-01T10:00:00.000Z';
  const at = Date.parse(failedAt) + 10_000;
  const failures = [
    failedCall({ rolloutId: 'run-1', kind: 'decide', model: 'chat:Chief', failedAt }),
    failedCall({ rolloutId: 'run-2', model: 'Reader', failedAt }),
    failedCall({ rolloutId: 'run-2', model: 'Well-again', failedAt, attempt: 2 }),
    failedCall({ rolloutId: 'other-1', model: 'Elsewhere', failedAt }),
  ];
  for (const row of failures) await results.failures.record(row);
  for (const model of ['Chief', 'Reader', 'Elsewhere']) {
    await results.calls.breakers.update(model, () => ({ ...CLOSED, failures: 2, reason: `503 (model "${model}").` }));
  }
  expect(await outagesOf(results, 'run', at)).toEqual([
    expect.stringMatching(
      /^(The rollouts wait for chat:Chief: 503 \(model "Chief"\)\. They go on by themselves .*check\.|Reader)/,
    ),
    expect.stringMatching(/^(Reader does not answer: 503 \(model "Reader"\)\. See maestro services status\.|The)/),
  ]);
  expect(await outagesOf(results, 'run', at + 200_000)).toEqual([]);
});

describe('a result that comes late', () => {
  const asked: unknown[] = [];
  const run = (isRunning: boolean | Error, signal: AbortSignal) => ({
    ...{ workflowId: 'w', runId: 'r', signal },
    isRunning: (...of: unknown[]) => {
      asked.push(of);
      return isRunning instanceof Error ? Promise.reject(isRunning) : Promise.resolve(isRunning);
    },
  });

  test('is given to a run that goes on, and where nobody can say', async () => {
    const { signal } = new AbortController();
    for (const known of [true, new Error('away')]) expect(await whileRunning(7, run(known, signal))).toBe(7);
    expect(await whileRunning(7, { ...run(false, signal), isRunning: undefined })).toBe(7);
    expect(asked).toEqual([
      ['w', 'r'],
      ['w', 'r'],
    ]);
  });

  test('is given to no run that is over: the cancellation that is under way ends the activity', async () => {
    const stop = new AbortController();
    const late = whileRunning(7, run(false, stop.signal));
    setTimeout(() => stop.abort(new Error('not found')), 20);
    await expect(late).rejects.toThrow('not found');
    await expect(whileRunning(7, run(false, stop.signal))).rejects.toThrow('not found');
  });
});

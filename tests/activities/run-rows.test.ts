import { beforeEach, describe, expect, test } from '@jest/globals';
import { RunRows } from '../../src/activities/run-rows.js';
import type { CallRow } from '../../src/store/rows.js';

const run = { rolloutId: 'r', runId: '1' };

function row(turn: number, step: string, text = ''): CallRow {
  return {
    ...{ rolloutId: 'r', turn, step, requestHash: step, kind: 'ask', model: 'M', status: 'ok', body: { text } },
    ...{ usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 }, latencyMs: 1, waitedMs: 0 },
    ...{ cached: false, hedged: false, attempt: 1, worker: 'w', recordedAt: '2026-08-01T10:00:00.000Z' },
  };
}

describe('the rows of a run', () => {
  let stored: CallRow[] = [];
  let lists = 0;
  let rows: RunRows;
  beforeEach(() => {
    [stored, lists] = [[], 0];
    rows = new RunRows({
      find: () => Promise.resolve(undefined),
      list: () => Promise.resolve([...stored]).finally(() => lists++),
      count: () => Promise.resolve(stored.length),
      record: (given) => Promise.resolve(given),
    });
  });
  const write = (given: CallRow, seen: boolean): void => {
    stored.push(given);
    if (seen) rows.add(run, given);
  };

  test('that were all seen are not read again', async () => {
    write(row(2, 'decide'), true);
    write(row(1, 'decide'), true);
    expect((await rows.all(run)).map(({ turn }) => turn)).toEqual([1, 2]);
    expect(await rows.of(run, [{ turn: 2, step: 'decide' }])).toEqual([stored[0]]);
    expect(lists).toBe(0);
  });

  test('are read when another worker wrote some', async () => {
    write(row(1, 'decide'), true);
    write(row(1, 'solve'), false);
    expect(await rows.all(run)).toEqual(stored);
    expect(await rows.of(run, [{ turn: 1, step: 'solve' }])).toEqual([stored[1]]);
    expect(lists).toBe(1);
  });

  test('of another execution of the workflow are its own', async () => {
    write(row(1, 'decide'), true);
    await rows.of({ ...run, runId: '2' }, [{ turn: 1, step: 'decide' }]);
    expect(lists).toBe(1);
  });

  test('that are too large to keep are read whenever they are asked for', async () => {
    write(row(1, 'solve', 'x'.repeat(2_000_001)), true);
    expect(await rows.all(run)).toEqual(stored);
    expect(await rows.all(run)).toEqual(stored);
    expect(lists).toBe(2);
  });
});

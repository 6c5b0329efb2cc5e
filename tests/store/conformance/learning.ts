/** @module Training runs, checkpoints and promotions in the store, whatever database they lie in. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CheckpointRow, PromotionRow, TrainingRunRow } from '../../../src/store/learning-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';

const AT = '2026-08-01T10:00:00.000Z';

function run(fields: Partial<TrainingRunRow> = {}): TrainingRunRow {
  const settings = { norm: 'none', steps: 20, optimiser: { learningRate: 0.03 } };
  return { run: 'r1', suites: ['blindtest'], settings, state: 'running', createdAt: AT, updatedAt: AT, ...fields };
}

function checkpoint(first: string, fields: Partial<CheckpointRow> = {}): CheckpointRow {
  return {
    ...{ hash: first.padEnd(64, '0'), document: 'd'.repeat(64), records: 'e'.repeat(64), run: 'r1', step: 0 },
    ...{ validationReward: null, validationAccuracy: null, createdAt: AT },
    ...fields,
  };
}

function promotion(id: string, of: string, fields: Partial<PromotionRow> = {}): PromotionRow {
  return { id, checkpoint: of.padEnd(64, '0'), promotedAt: AT, promotedBy: 'ada', evidence: null, ...fields };
}

export function learningConformance(databaseOf: () => TestDatabase): void {
  let results: ResultStore;
  beforeAll(async () => {
    results = await openResultStore(await databaseOf().fresh());
  });
  afterAll(() => results.close());

  test('a run is noted, changed, and found again; the newest comes first', async () => {
    const { learning } = results;
    expect(await learning.findRun('r1')).toBeUndefined();
    await learning.noteRun(run());
    await learning.noteRun(run({ run: 'r2', suites: ['arith', 'charts'], createdAt: '2026-08-02T10:00:00.000Z' }));
    await learning.changeRun('r1', { state: 'completed', updatedAt: '2026-08-03T10:00:00.000Z' });
    await learning.changeRun('r1', {});
    await learning.changeRun('nobody', { state: 'completed' });
    const first = run({ state: 'completed', updatedAt: '2026-08-03T10:00:00.000Z' });
    expect(await learning.findRun('r1')).toEqual(first);
    await learning.noteRun(run({ settings: null }));
    expect((await learning.runs()).map(({ run: id, settings }) => [id, settings])).toEqual([
      ['r2', run().settings],
      ['r1', null],
    ]);
  });

  test('the first record of a step stands; the steps of a run come in order', async () => {
    const { learning } = results;
    const step = (number: number, document: string, id = 'r1') => ({
      ...{ run: id, step: number, document: document.padEnd(64, '0'), createdAt: AT },
    });
    expect(await learning.findStep('r1', 0)).toBeUndefined();
    for (const row of [step(2, 'd2'), step(0, 'd0'), step(10, 'da'), step(2, 'dd'), step(0, 'e0', 'r2')])
      await learning.addStep(row);
    expect(await learning.findStep('r1', 2)).toEqual(step(2, 'd2'));
    expect(await learning.stepsOf('r1')).toEqual([step(0, 'd0'), step(2, 'd2'), step(10, 'da')]);
    expect((await learning.stepsOf('r1', 2)).map((row) => row.step)).toEqual([2, 10]);
  });

  test('a checkpoint is added once, validated, and found by how its hash begins', async () => {
    const { learning } = results;
    await learning.addCheckpoint(checkpoint('ab1', { step: 20 }));
    await learning.addCheckpoint(checkpoint('ab2', { step: 10 }));
    await learning.addCheckpoint(checkpoint('ab3', { run: 'other' }));
    await learning.noteValidation('ab1'.padEnd(64, '0'), 0.75, 0.5);
    // Written again by an attempt that did not hear of the first: what is known stays.
    await learning.addCheckpoint(checkpoint('ab1', { step: 99 }));
    const validated = checkpoint('ab1', { step: 20, validationReward: 0.75, validationAccuracy: 0.5 });
    expect(await learning.findCheckpoint(validated.hash)).toEqual(validated);
    expect(await learning.findCheckpoint('f'.repeat(64))).toBeUndefined();
    expect((await learning.checkpointsOf('r1')).map(({ step }) => step)).toEqual([10, 20]);
    expect(await learning.checkpointsBeginning('ab', 2)).toEqual(['ab1', 'ab2'].map((hash) => hash.padEnd(64, '0')));
    expect(await learning.checkpointsBeginning('ab30000', 2)).toEqual(['ab3'.padEnd(64, '0')]);
    expect(await learning.checkpointsBeginning('ac', 2)).toEqual([]);
    const kept = [];
    for await (const { hash } of results.upkeep.checkpoints()) kept.push(hash.slice(0, 3));
    expect(kept).toEqual(['ab1', 'ab2', 'ab3']);
  });

  test('the newest promotion counts, one of the same id once, and going back is a new one', async () => {
    const { learning } = results;
    expect(await learning.promoted()).toBeUndefined();
    const [first, second] = [promotion('p1', 'ab1', { evidence: { gain: 0.1, p: 0.01 } }), promotion('p2', 'ab2')];
    await learning.promote(first);
    await learning.promote(second);
    await learning.promote(first);
    expect(await learning.promoted()).toEqual(second);
    await learning.promote(promotion('p3', 'ab1'));
    expect((await learning.promotions()).map(({ id }) => id)).toEqual(['p3', 'p2', 'p1']);
    expect((await learning.promotions()).at(-1)).toEqual(first);
  });
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evalRolloutId, rolloutId, slug } from '../../src/cli/rollout/rollout-id.js';
import { summaryOf } from '../../src/cli/rollout/start-rollout.js';
import type { RolloutInput } from '../../src/domain/task.js';

const BASE: RolloutInput = {
  task: { id: 't', question: 'How many?', images: ['/inbox/a.png'] },
  policy: 'keyword',
  seed: 1,
  sample: 0,
};

describe('The id of a rollout', () => {
  test('is the same for the same input in any spelling', () => {
    const { task, policy, seed, sample } = BASE;
    if (policy === undefined || seed === undefined || sample === undefined) throw new Error('the base is complete');
    expect(
      rolloutId({ sample, seed, policy, task: { images: task.images ?? [], question: task.question, id: task.id } }),
    ).toBe(rolloutId(BASE));
    expect(rolloutId({ task, seed })).toBe(rolloutId({ ...BASE, on_outage: 'observe', limits: {} }));
  });

  test.each<[string, RolloutInput]>([
    ['question', { ...BASE, task: { ...BASE.task, question: 'How many, really?' } }],
    ['image', { ...BASE, task: { ...BASE.task, images: ['/inbox/b.png'] } }],
    ['ground truth', { ...BASE, task: { ...BASE.task, ground_truth: '2' } }],
    ['policy', { ...BASE, policy: 'random' }],
    ['limit', { ...BASE, limits: { max_calls: 1 } }],
    ['way with outages', { ...BASE, on_outage: 'wait' }],
    ['seed', { ...BASE, seed: 2 }],
    ['sample', { ...BASE, sample: 1 }],
    ['batch', { ...BASE, batch: 'b' }],
    ['member of a group', { ...BASE, training: { run: 'r', step: 0, member: 1, exploration: 0 } }],
  ])('is another one for another %s', (_what, other) => {
    expect(rolloutId(other)).not.toBe(rolloutId(BASE));
  });

  test('goes by the content of images where it is known, wherever they lie', () => {
    const moved = { ...BASE, task: { ...BASE.task, images: ['data:image/png;base64,AA=='] } };
    expect(rolloutId(moved, { images: ['hash'] })).toBe(rolloutId(BASE, { images: ['hash'] }));
    expect(rolloutId(BASE, { images: ['other'] })).not.toBe(rolloutId(BASE, { images: ['hash'] }));
  });

  test('of an evaluation says run and task, and tells an edited task from what it was', () => {
    const run = { run: 'blindtest-20261123-101500-3fa2', suite: 'blindtest', sample: 0 };
    const task = { id: 'blindtest/grid/12', question: 'How many rows?' };
    const id = evalRolloutId(run, task, []);
    expect(id).toMatch(/^blindtest-20261123-101500-3fa2-grid-12-[0-9a-f]{8}$/);
    expect(evalRolloutId(run, { ...task }, [])).toBe(id);
    expect(evalRolloutId(run, { ...task, question: 'How many columns?' }, [])).not.toBe(id);
    expect(evalRolloutId({ ...run, sample: 1 }, task, [])).not.toBe(id);
  });

  test('has only characters that need no care, however a task is named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        expect(slug(name, 60)).toMatch(/^[A-Za-z0-9._-]{1,60}$/);
      }),
    );
  });
});

test('A summary is one line of at most 200 bytes', () => {
  expect(summaryOf('  How\nmany  lines? ')).toBe('How many lines?');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (question) => {
      const summary = summaryOf(question);
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
      expect(summary).not.toMatch(/[\n\r]/);
    }),
  );
});

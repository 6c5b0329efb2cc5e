import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/domain/ref.js';
import { diffSnapshots } from '../../src/registry/diff.js';
import { loadRegistry } from '../../src/registry/load.js';
import { registryTree } from '../../src/registry/tree.js';
import { toJsonValue } from '../../src/store/hash.js';

const model = (id: string, fields: Record<string, JsonValue> = {}): JsonValue => ({ id, concurrency: 2, ...fields });

describe('the difference of two snapshots', () => {
  test.each<[string, JsonValue, JsonValue, readonly (readonly unknown[])[]]>([
    ['of equal ones is nothing', { models: [model('A')] }, { models: [model('A')] }, []],
    [
      'names the field, by the name of its entry',
      { models: [model('A'), model('B', { price: { perCall: 1, input: 2 } })] },
      { models: [model('A'), model('B', { price: { perCall: 3, input: 2 } })] },
      [['changed', 'models.B.price.perCall', 1, 3]],
    ],
    [
      'says which entries came and went, wherever they stand',
      { models: [model('A'), model('B')] },
      { models: [model('C'), model('B')] },
      [
        ['added', 'models.C', undefined, model('C')],
        ['removed', 'models.A', model('A'), undefined],
      ],
    ],
    [
      'reaches the steps of solvers',
      { skills: [{ id: 'S', solvers: [{ id: 'x', steps: [{ id: 'one', kind: 'ask', template: 'a' }] }] }] },
      { skills: [{ id: 'S', solvers: [{ id: 'x', steps: [{ id: 'one', kind: 'ask', template: 'b' }] }] }] },
      [['changed', 'skills.S.solvers.x.steps.one.template', 'a', 'b']],
    ],
    [
      'knows services by their kind',
      { services: [{ kind: 'ocr', model: 'A' }] },
      { services: [{ kind: 'ocr', model: 'B' }] },
      [['changed', 'services.ocr.model', 'A', 'B']],
    ],
    [
      'tells a field that is there from one that is not',
      { models: [model('A')] },
      { models: [model('A', { temperature: 0 })] },
      [['added', 'models.A.temperature', undefined, 0]],
    ],
    [
      'takes a list of values as one value',
      { models: [model('A', { skills: ['x', 'y'] })] },
      { models: [model('A', { skills: ['y'] })] },
      [['changed', 'models.A.skills', ['x', 'y'], ['y']]],
    ],
    [
      'another order of the same entries is a change of its own',
      { models: [model('A'), model('B')] },
      { models: [model('B'), model('A')] },
      [['changed', 'models (order)', ['A', 'B'], ['B', 'A']]],
    ],
  ])('%s', (_name, before, after, expected) => {
    const changes = diffSnapshots(before, after);
    expect(changes.map((change) => [change.kind, change.path, change.before, change.after])).toEqual(expected);
  });

  test('is empty for equal values only, and turns around with them', () => {
    const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    const value = fc.jsonValue({ maxDepth: 3 }).map((any) => toJsonValue({ value: any }));
    fc.assert(
      fc.property(value, value, (one, two) => {
        const there = diffSnapshots(one, two);
        const back = diffSnapshots(two, one);
        expect(there.length === 0).toBe(JSON.stringify(one) === JSON.stringify(two));
        const lines = there.map(({ kind, path, before, after }) => JSON.stringify([kind, path, before, after]));
        const turnedBack = back.map(({ kind, path, before, after }) =>
          JSON.stringify([turned[kind], path, after, before]),
        );
        expect(lines.sort()).toEqual(turnedBack.sort());
      }),
    );
  });
});

test('the tree holds every solver, step and pair of the shipped registry', async () => {
  const snapshot = await loadRegistry({ roots: ['registry'], env: {} });
  const { skills, models } = registryTree(snapshot);
  expect(skills.map((skill) => [skill.id, skill.solvers.map((solver) => solver.steps.length)])).toEqual(
    snapshot.skills.map((skill) => [skill.id, skill.solvers.map((solver) => solver.steps.length)]),
  );
  const character = skills.flatMap((skill) => skill.solvers).find((solver) => solver.id === 'highlighted-character');
  const each = { optional: false, eachImage: false, switchedOff: false };
  expect(character?.steps).toEqual([
    { ...each, id: 'region', kind: 'solve', task: 'highlighted-region', needs: [], service: '', model: '' },
    { ...each, id: 'read', kind: 'ocr', task: 'read-character', needs: ['region'], service: 'ocr', model: 'Tesseract' },
  ]);
  expect(models.find((model) => model.id === 'Tesseract')).toMatchObject({
    pairs: ['Tesseract@@OCR'],
    services: ['ocr'],
  });
  expect(models.find((model) => model.id === 'Endpoint')).toMatchObject({
    pairs: [],
    unavailable: expect.stringContaining('MAESTRO_ENDPOINT_BASE_URL'),
  });
});

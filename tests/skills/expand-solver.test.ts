import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Solver, SolverStep } from '../../src/domain/registry.js';
import { baseStep } from '../../src/domain/step-id.js';
import { expandSolver } from '../../src/skills/expand-solver.js';

function step(id: string, needs: readonly string[] = [], fields: Partial<SolverStep> = {}): SolverStep {
  const rest = { template: '', system: '', task: '', params: {}, images: ['task'], optional: false } as const;
  return { id, kind: 'ask', needs, each: 'task', ...rest, ...fields };
}

function solver(steps: readonly SolverStep[], fields: Partial<Solver> = {}): Solver {
  const output = steps.at(-1)?.id ?? '';
  return { id: 's', aliases: [], summary: '', when: '', steps, output, repair: undefined, ...fields };
}

const ids = (expanded: ReturnType<typeof expandSolver>): readonly string[] => expanded.map((one) => one.id);
const each = { each: 'image' } as const;

describe('one call for each image', () => {
  const eyes = solver([step('see', [], each), step('zoom', ['see'], each), step('say', ['see', 'zoom'])]);

  test('is a step of its own, and sees what was said of the same image; the others see all', () => {
    const expanded = expandSolver(eyes, 2);
    expect(ids(expanded)).toEqual(['see.1', 'see.2', 'zoom.1', 'zoom.2', 'say']);
    expect(expanded[3]).toMatchObject({ image: 1, sources: { see: { ids: ['see.2'], each: false } } });
    expect(expanded[4]).toMatchObject({
      image: undefined,
      sources: { see: { ids: ['see.1', 'see.2'], each: true }, zoom: { ids: ['zoom.1', 'zoom.2'], each: true } },
    });
  });

  test('of a single image has the plain id; without any there is none', () => {
    expect(ids(expandSolver(eyes, 1))).toEqual(['see', 'zoom', 'say']);
    const none = expandSolver(eyes, 0);
    expect(ids(none)).toEqual(['say']);
    expect(none[0]?.sources).toEqual({ see: { ids: [], each: true }, zoom: { ids: [], each: true } });
  });
});

describe('a repair', () => {
  const coder = solver(
    [
      step('see'),
      step('write', ['see']),
      step('say', ['write']),
      step('lint', ['write']),
      step('run', ['write', 'lint']),
    ],
    { output: 'say', repair: { from: 'write', check: 'run', rounds: 2 } },
  );

  test('repeats what lies between the first and the check; what uses it waits for the last round', () => {
    const expanded = expandSolver(coder, 1);
    expect(ids(expanded)).toEqual([
      'see',
      'write',
      'lint',
      'run',
      'write#2',
      'lint#2',
      'run#2',
      'write#3',
      'lint#3',
      'run#3',
      'say',
    ]);
    const find = (id: string) => expanded.find((one) => one.id === id);
    expect(find('write')).toMatchObject({ unless: undefined, previous: { write: undefined, run: undefined } });
    expect(find('write#3')).toMatchObject({
      unless: 'run#2',
      sources: { see: { ids: ['see'] } },
      previous: { write: 'write#2', lint: 'lint#2', run: 'run#2' },
    });
    expect(find('run#2')).toMatchObject({
      unless: 'run',
      sources: { write: { ids: ['write#2'] }, lint: { ids: ['lint#2'] } },
    });
    expect(find('say')).toMatchObject({
      previous: {},
      unless: undefined,
      sources: { write: { ids: ['write', 'write#2', 'write#3'], each: false } },
    });
  });
});

/** Random solvers: a step may need any earlier one; perhaps a step before the last is repaired. */
const solvers = fc
  .tuple(
    fc.array(fc.record({ needs: fc.array(fc.nat(20), { maxLength: 3 }), each: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.option(fc.record({ from: fc.nat(20), check: fc.nat(20), rounds: fc.integer({ min: 1, max: 5 }) }), {
      nil: undefined,
    }),
  )
  .map(([drafts, repair]) => {
    const name = (index: number): string => `s${index}`;
    const steps = drafts.map((draft, index) => {
      const needs = index === 0 ? [] : [...new Set(draft.needs.map((need) => name(need % index)))];
      return step(name(index), needs, { each: draft.each && repair === undefined ? 'image' : 'task' });
    });
    return solver(steps, {
      repair: repair && {
        ...repair,
        from: name(repair.from % steps.length),
        check: name(repair.check % steps.length),
      },
    });
  });

test('whatever the solver, ids are its own and unique, and all that a step waits for comes before it', () => {
  fc.assert(
    fc.property(solvers, fc.nat(4), (any, images) => {
      const expanded = expandSolver(any, images);
      const seen = new Set<string>();
      for (const one of expanded) {
        const before = [
          ...Object.values(one.sources).flatMap((source) => source.ids),
          ...Object.values(one.previous).filter((id) => id !== undefined),
          ...(one.unless === undefined ? [] : [one.unless]),
        ];
        for (const id of before) expect(seen).toContain(id);
        expect(seen).not.toContain(one.id);
        expect(baseStep(one.id)).toBe(one.step.id);
        expect(Object.keys(one.sources)).toEqual(one.step.needs);
        seen.add(one.id);
      }
      const steps = any.steps.filter((one) => one.each === 'task' || images > 0);
      expect(new Set(expanded.map((one) => one.step.id))).toEqual(new Set(steps.map((one) => one.id)));
    }),
  );
});

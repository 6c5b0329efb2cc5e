/** Solvers of any shape, run step by step in any order with any outcomes: what the pure parts promise together. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_USAGE } from '../../src/domain/expert.js';
import type { Solver, SolverStep } from '../../src/domain/registry.js';
import { observationOf } from '../../src/domain/solver-observation.js';
import { readiness, waitsFor, type StepEnd } from '../../src/domain/step-flow.js';
import { baseStep } from '../../src/domain/step-id.js';
import type { PlannedSolver, PlannedStep, StepOutcome } from '../../src/domain/trajectory.js';
import { expandSolver } from '../../src/skills/expand-solver.js';

interface Draft {
  readonly needs: readonly number[];
  readonly optional: boolean;
  readonly each: boolean;
}

/** The last step is the output; with a repair, a chain of three in front of it is repeated. */
function solverOf(drafts: readonly Draft[], rounds: number): Solver {
  const name = (index: number): string => `s${index}`;
  const step = (id: string, needs: readonly string[], fields: Partial<SolverStep> = {}): SolverStep => {
    const rest = { template: '', system: '', task: '', params: {}, images: [], optional: false } as const;
    return { id, kind: 'ask', needs: [...new Set(needs)], each: 'task', ...rest, ...fields };
  };
  const evidence = drafts.map(({ needs, optional, each }, index) =>
    step(name(index), index === 0 ? [] : needs.map((need) => name(need % index)), {
      optional,
      each: each ? 'image' : 'task',
    }),
  );
  const all = evidence.map(({ id }) => id);
  const tried = rounds === 0 ? [] : [step('write', all), step('lint', ['write']), step('check', ['write', 'lint'])];
  const last = step('last', rounds === 0 ? all : ['write', ...all]);
  return {
    id: 's',
    aliases: [],
    summary: '',
    when: '',
    steps: [...evidence, ...tried, last],
    output: 'last',
    repair: rounds === 0 ? undefined : { from: 'write', check: 'check', rounds },
  };
}

function plan(solver: Solver, images: number): PlannedSolver {
  const steps = expandSolver(solver, images).map(({ id, step, sources, unless }): PlannedStep => {
    const needs = [...new Set(Object.values(sources).flatMap((source) => source.ids))];
    return {
      id,
      model: 'M',
      needs,
      ...(step.optional ? { optional: true } : {}),
      ...(unless === undefined ? {} : { unless }),
    };
  });
  return { pair: 'M@@S', solver: 's', route: '', output: solver.output, steps, calls: {} };
}

type Verdict = Pick<StepOutcome, 'status' | 'passed'>;

/** Runs what may run, always the one that `pick` names among them, until nothing is left. */
function runAll({ steps }: PlannedSolver, verdict: (id: string) => Verdict, pick: () => number) {
  const ends = new Map<string, StepEnd>();
  const missing = new Map<string, readonly string[]>();
  const isOptional = (id: string): boolean => steps.some((step) => step.id === id && step.optional === true);
  for (let waiting = [...steps]; waiting.length > 0;) {
    const free = waiting.filter((step) => waitsFor(step).every((id) => ends.has(id)));
    const next = free[pick() % free.length];
    if (next === undefined) throw new Error('nothing can go on');
    const ready = readiness(next, (id) => ends.get(id) ?? 'blocked', isOptional);
    const base = { step: next.id, note: '', summary: '', confidence: null, usage: NO_USAGE, recorded: false };
    ends.set(next.id, typeof ready === 'string' ? ready : { ...base, ...verdict(next.id) });
    if (typeof ready !== 'string') missing.set(next.id, ready.missing ?? []);
    waiting = waiting.filter((step) => step !== next);
  }
  return { ends, missing };
}

const drafts = fc.array(
  fc.record({ needs: fc.array(fc.nat(9), { maxLength: 3 }), optional: fc.boolean(), each: fc.boolean() }),
  { maxLength: 5 },
);
const verdicts = fc.constantFrom<Verdict>(
  { status: 'ok', passed: null },
  { status: 'ok', passed: true },
  { status: 'ok', passed: false },
  { status: 'ok', passed: false },
  { status: 'cannot', passed: null },
  { status: 'timed_out', passed: null },
);

test('whatever the steps come to, and in whatever order they end', () => {
  fc.assert(
    fc.property(
      drafts,
      fc.nat(3),
      fc.nat(3),
      fc.func(verdicts),
      fc.infiniteStream(fc.nat(100)),
      (shape, rounds, images, verdict, order) => {
        const planned = plan(solverOf(shape, rounds), images);
        const { ends, missing } = runAll(planned, verdict, () => Number(order.next().value));
        // The order makes no difference.
        expect(runAll(planned, verdict, () => 0).ends).toEqual(ends);

        const outcomes = planned.steps.flatMap(({ id }) => {
          const end = ends.get(id);
          return end === undefined || typeof end === 'string' ? [] : [end];
        });
        for (const { step } of outcomes) {
          const { needs = [] } = planned.steps.find(({ id }) => id === step) ?? {};
          for (const need of needs) {
            const end = ends.get(need);
            // Every need went well, or the step was told to do without it.
            const isThere = typeof end === 'object' && end.status === 'ok';
            expect(isThere).toBe(missing.get(step)?.includes(need) !== true);
          }
        }
        // No round after one that passed.
        const checks = outcomes.filter(({ step }) => baseStep(step) === 'check');
        for (const check of checks.slice(0, -1)) expect(check.passed).not.toBe(true);

        const observed = observationOf(planned, outcomes);
        const isOptional = (step: string): boolean =>
          planned.steps.some(({ id, optional }) => id === step && optional === true);
        const failed = outcomes.find(({ status, step }) => status !== 'ok' && !isOptional(step));
        expect(observed.status).toBe(failed?.status ?? 'ok');
        if (failed === undefined) expect(observed.outputStep).toBe('last');
      },
    ),
    { numRuns: 300 },
  );
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drive } from '../../src/domain/drive.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import { resultOf } from '../../src/domain/result.js';
import type { Plan } from '../../src/domain/task.js';
import type { DecisionSummary, Selection, StepOutcome } from '../../src/domain/trajectory.js';
import { begin, callsLeft, transition, type RolloutEvent } from '../../src/domain/transition.js';
import type { VerdictSummary } from '../../src/domain/verdict.js';
import { thrownBy } from '../support/thrown.js';

const usage = { calls: 1, promptTokens: 10, completionTokens: 5, costUsd: 0.001 };
const quick = { quick: true, queue: 'maestro', timeoutMs: 1_000, maxAttempts: 1 };

function plan(limits: Partial<Plan['limits']> = {}): Plan {
  return {
    rolloutId: 'r',
    ref: { sha256: 'a'.repeat(64), bytes: 1 },
    policy: 'p',
    suite: '',
    batch: '',
    dataSource: 'exact',
    registry: 'b'.repeat(64),
    limits: { maxCalls: 4, maxTokens: undefined, maxCostUsd: undefined, endsAtMs: 1, endsAs: 'deadline', ...limits },
    onOutage: 'observe',
    startedAtMs: 0,
    paceMs: 0,
    decide: quick,
  };
}

const call: DecisionSummary = { action: 'call', pair: 'M@@S', usage, summary: '' };
const malformed: DecisionSummary = { action: 'malformed', note: 'no action', usage, summary: '' };
const answered: DecisionSummary = { action: 'answer', usage, summary: '' };
const planned = { pair: 'M@@S', solver: 's', route: 'keyword s 2', output: 'only', calls: { M: quick } };
const solver: Selection = { kind: 'solver', ...planned, steps: [{ id: 'only', model: 'M', needs: [] }] };
const router: Selection = {
  kind: 'route',
  pair: 'M@@S',
  step: { id: 'route', model: 'M', needs: [] },
  calls: { M: quick },
};
const refused: Selection = { kind: 'refused', status: 'unknown_name', note: 'Nearest: M' };

function outcome(status: StepOutcome['status']): StepOutcome {
  return {
    step: 'only',
    status,
    note: status === 'ok' ? '' : 'why',
    summary: '',
    confidence: null,
    passed: null,
    usage,
    recorded: false,
  };
}

const verdict: VerdictSummary = {
  correct: true,
  score: 1,
  answerReward: 1,
  formatReward: 0,
  reward: 1,
  answer: 'x',
  rule: 'exact',
  why: '',
};

const decisions = fc.constantFrom(call, malformed, answered);
const selections = fc.constantFrom(solver, refused, router);
const statuses = fc.constantFrom<StepOutcome['status']>(
  'ok',
  'cannot',
  'unavailable',
  'timed_out',
  'rejected',
  'malformed',
);

test('whatever policy and experts do, a rollout ends within its limits, with one outcome and a verdict', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(5),
      fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
      fc.infiniteStream(decisions),
      fc.infiniteStream(selections),
      fc.infiniteStream(statuses),
      async (maxCalls, maxTokens, decide, select, observe) => {
        let calls = 0;
        let routes = 0;
        const next = <T>(stream: Iterator<T>): T => stream.next().value as T;
        const final = await drive(plan({ maxCalls, maxTokens }), (command): Promise<RolloutEvent> => {
          switch (command.kind) {
            case 'decide':
              return Promise.resolve({ kind: 'decided', decision: next(decide) });
            case 'select': {
              const selection = next(select);
              // A router is asked once a turn.
              return Promise.resolve({
                kind: 'selected',
                selection: command.routed && selection.kind === 'route' ? solver : selection,
              });
            }
            case 'route':
              routes++;
              return Promise.resolve({ kind: 'routed', step: { ...outcome(next(observe)), step: 'route' } });
            case 'dispatch':
              calls++;
              return Promise.resolve({ kind: 'observed', steps: [outcome(next(observe))] });
            case 'check':
              return Promise.resolve({ kind: 'checked', verdict });
          }
        });
        expect(final.turns.length).toBeLessThanOrEqual(maxCalls);
        expect(calls).toBeLessThanOrEqual(maxCalls);
        expect(routes).toBeLessThanOrEqual(maxCalls);
        const decisions = final.turns.length + (final.outcome === 'turn_limit' || final.outcome === 'answered' ? 1 : 0);
        expect(final.usage.calls).toBeGreaterThanOrEqual(calls + routes + Math.min(decisions, final.turns.length));
        expect(final.turns.map((turn) => turn.turn)).toEqual(final.turns.map((_, index) => index + 1));
        expect(['answered', 'turn_limit', 'budget']).toContain(final.outcome);
        expect(final.verdict).toEqual(verdict);
        expect(resultOf(final, 5).turns).toHaveLength(final.turns.length);
        if (final.outcome === 'budget')
          expect(final.usage.promptTokens + final.usage.completionTokens).toBeGreaterThanOrEqual(maxTokens ?? Infinity);
      },
    ),
  );
});

test('the last decision can only answer: a call there is the turn limit', () => {
  const state = begin(plan({ maxCalls: 0 }));
  expect(callsLeft(state)).toBe(0);
  expect(transition(state, { kind: 'decided', decision: call })).toMatchObject({
    outcome: 'turn_limit',
    command: { kind: 'check' },
  });
  expect(transition(state, { kind: 'decided', decision: answered })).toMatchObject({
    outcome: 'answered',
    answerTurn: 1,
  });
});

test('what our own side lost stays on the record of the rollout, whatever comes after', () => {
  let state = observe(solver, [{ ...outcome('unavailable'), ownFault: true }]);
  expect(state.ownFault).toBe(true);
  state = transition(state, { kind: 'decided', decision: answered });
  expect(resultOf(state, 0)).toMatchObject({ outcome: 'answered', own_fault: true });
  expect(observe(solver, [outcome('unavailable')]).ownFault).toBeUndefined();
  const late = { kind: 'stopped', outcome: 'budget', reason: 'late' } as const;
  expect(transition(begin(plan()), late).ownFault).toBeUndefined();
  expect(transition(begin(plan()), { ...late, ownFault: true })).toMatchObject({ outcome: 'budget', ownFault: true });
});

test('a failed step is the observation, even when others went well', () => {
  let state = transition(begin(plan()), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection: solver });
  state = transition(state, { kind: 'observed', steps: [outcome('ok'), outcome('unavailable'), outcome('ok')] });
  expect(state.turns[0]).toMatchObject({ status: 'unavailable', outputStep: '', note: 'why' });
  expect(state.usage.calls).toBe(4);
});

describe('faults of a driver are INTERNAL, and said:', () => {
  const EVENTS: readonly (readonly [string, RolloutEvent])[] = [
    ['selected', { kind: 'selected', selection: solver }],
    ['routed', { kind: 'routed', step: outcome('ok') }],
    ['observed', { kind: 'observed', steps: [outcome('ok')] }],
  ];

  test.each(EVENTS)('%s before a decision', (_kind, event) => {
    const error = thrownBy(() => transition(begin(plan()), event));
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/the command is "decide"/) });
  });

  test('a solver that did not run its output', () => {
    let state = transition(begin(plan()), { kind: 'decided', decision: call });
    state = transition(state, { kind: 'selected', selection: solver });
    const error = thrownBy(() => transition(state, { kind: 'observed', steps: [] }));
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/without its output/) });
  });
});

test.each(['cancelled', 'deadline', 'budget'] as const)('being stopped by %s leads to the check', (stopped) => {
  const state = transition(begin(plan()), { kind: 'stopped', outcome: stopped, reason: 'because' });
  expect(state).toMatchObject({ outcome: stopped, reason: 'because', command: { kind: 'check' }, usage: NO_USAGE });
});

function observe(selection: Selection, steps: readonly StepOutcome[]) {
  let state = transition(begin(plan()), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection });
  return transition(state, { kind: 'observed', steps });
}

function ran(step: string, fields: Partial<StepOutcome> = {}): StepOutcome {
  return { ...outcome('ok'), step, summary: step, ...fields };
}

const evidence = { id: 'see', model: 'M', needs: [], optional: true } as const;

test('optional evidence that fails is not the observation, and what it cost counts', () => {
  const state = observe({ kind: 'solver', ...planned, steps: [evidence, { id: 'only', model: 'M', needs: ['see'] }] }, [
    ran('see', { status: 'timed_out' }),
    ran('only', { confidence: 0.5 }),
  ]);
  expect(state.turns[0]).toMatchObject({
    status: 'ok',
    outputStep: 'only',
    confidence: 0.5,
    note: '',
    usage: { calls: 2 },
  });
});

test('the output is the latest round, and a check that did not pass is said', () => {
  const rounds = (passed: boolean) => [
    ran('only'),
    ran('check', { passed: false }),
    ran('only#2'),
    ran('check#2', { passed }),
  ];
  const selection: Selection = { kind: 'solver', ...planned, steps: [] };
  expect(observe(selection, rounds(true)).turns[0]).toMatchObject({
    outputStep: 'only#2',
    summary: 'only#2',
    note: '',
  });
  expect(observe(selection, rounds(false)).turns[0]).toMatchObject({
    status: 'ok',
    outputStep: 'only#2',
    note: 'The check of this answer did not pass.',
  });
  const check: Selection = { ...selection, output: 'check' };
  expect(observe(check, rounds(false)).turns[0]).toMatchObject({ outputStep: 'check#2', note: '' });
});

test('an output for each image is one observation, as sure as the least sure', () => {
  const selection: Selection = { kind: 'solver', ...planned, steps: [] };
  const state = observe(selection, [ran('only.1', { confidence: 0.9 }), ran('only.2', { confidence: 0.4 })]);
  expect(state.turns[0]).toMatchObject({ outputStep: 'only', summary: 'only.1; only.2', confidence: 0.4 });
  const unsure = observe(selection, [ran('only.1', { confidence: 0.9 }), ran('only.2')]);
  expect(unsure.turns[0]?.confidence).toBeNull();
});

test('a router is asked, then selection goes on; what it cost counts, and the reason is kept', () => {
  let state = transition(begin(plan()), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection: router });
  expect(state.command).toMatchObject({ kind: 'route', turn: 1, pair: 'M@@S', step: { id: 'route' } });
  state = transition(state, { kind: 'routed', step: ran('route') });
  expect(state.command).toEqual({ kind: 'select', turn: 1, pair: 'M@@S', routed: true, spent: usage });
  state = transition(state, { kind: 'selected', selection: solver });
  state = transition(state, { kind: 'observed', steps: [ran('only')] });
  expect(state.turns[0]).toMatchObject({ route: 'keyword s 2', usage: { calls: 2, promptTokens: 20 } });
  expect(state.usage.calls).toBe(3);
});

test('a router that fails is the observation of the turn, and costs it', () => {
  let state = transition(begin(plan()), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection: router });
  state = transition(state, { kind: 'routed', step: { ...outcome('malformed'), step: 'route' } });
  expect(state.command).toEqual({ kind: 'decide', turn: 2 });
  expect(state.turns[0]).toMatchObject({
    status: 'malformed',
    solver: '',
    outputStep: '',
    note: 'The router of this skill failed. why',
    usage: { calls: 1 },
  });
});

test('a router that spends the budget ends the rollout before the solver runs', () => {
  let state = transition(begin(plan({ maxTokens: 30 })), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection: router });
  state = transition(state, { kind: 'routed', step: ran('route') });
  expect(state).toMatchObject({ outcome: 'budget', command: { kind: 'check' } });
});

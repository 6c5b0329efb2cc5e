import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drive } from '../../src/domain/drive.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import { resultOf } from '../../src/domain/result.js';
import type { Plan } from '../../src/domain/task.js';
import type { DecisionSummary, Selection, StepOutcome, VerdictSummary } from '../../src/domain/trajectory.js';
import { begin, callsLeft, transition, type RolloutEvent } from '../../src/domain/transition.js';

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
const step = { id: 'only', kind: 'solve', model: 'M', needs: [], call: quick } as const;
const solver: Selection = { kind: 'solver', pair: 'M@@S', solver: 's', scores: '', steps: [step] };
const refused: Selection = { kind: 'refused', status: 'unknown_name', note: 'Nearest: M' };

function outcome(status: StepOutcome['status']): StepOutcome {
  return {
    step: 'only',
    status,
    note: status === 'ok' ? '' : 'why',
    summary: '',
    confidence: null,
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
const selections = fc.constantFrom(solver, refused);
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
        const next = <T>(stream: Iterator<T>): T => stream.next().value as T;
        const final = await drive(plan({ maxCalls, maxTokens }), (command): Promise<RolloutEvent> => {
          switch (command.kind) {
            case 'decide':
              return Promise.resolve({ kind: 'decided', decision: next(decide) });
            case 'select':
              return Promise.resolve({ kind: 'selected', selection: next(select) });
            case 'dispatch':
              calls++;
              return Promise.resolve({ kind: 'observed', steps: [outcome(next(observe))] });
            case 'check':
              return Promise.resolve({ kind: 'checked', verdict });
          }
        });
        expect(final.turns.length).toBeLessThanOrEqual(maxCalls);
        expect(calls).toBeLessThanOrEqual(maxCalls);
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

test('a failed step is the observation, even when others went well', () => {
  let state = transition(begin(plan()), { kind: 'decided', decision: call });
  state = transition(state, { kind: 'selected', selection: solver });
  state = transition(state, { kind: 'observed', steps: [outcome('ok'), outcome('unavailable'), outcome('ok')] });
  expect(state.turns[0]).toMatchObject({ status: 'unavailable', outputStep: '', note: 'why' });
  expect(state.usage.calls).toBe(4);
});

test('an event that does not fit is a fault of the driver, and said so', () => {
  expect(() => transition(begin(plan()), { kind: 'observed', steps: [outcome('ok')] })).toThrow(/expected dispatch/);
});

test.each(['cancelled', 'deadline', 'budget'] as const)('being stopped by %s leads to the check', (stopped) => {
  const state = transition(begin(plan()), { kind: 'stopped', outcome: stopped, reason: 'because' });
  expect(state).toMatchObject({ outcome: stopped, reason: 'because', command: { kind: 'check' }, usage: NO_USAGE });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_USAGE } from '../../src/domain/expert.js';
import { composeReward, PAPER_REWARD, type RewardSpec } from '../../src/domain/reward.js';
import { OUTCOMES, type TurnRecord } from '../../src/domain/trajectory.js';

const call: TurnRecord = {
  ...{ turn: 1, action: 'call', pair: 'M@@S', solver: 's', route: '', status: 'ok', outputStep: 'ask', note: '' },
  ...{ summary: '', confidence: null, usage: { ...NO_USAGE, calls: 1, costUsd: 0.01 } },
};
const malformed: TurnRecord = { ...call, action: 'malformed', status: 'malformed' };

const spec = (fields: Partial<RewardSpec>): RewardSpec => ({ ...PAPER_REWARD, ...fields });
const facts = { outcome: 'answered', turns: [call], correct: true, score: 1, latencyMs: 0 } as const;

describe("the paper's reward", () => {
  test.each([
    ['right and well formed', true, [call], 1, 0, 1],
    ['wrong and well formed', false, [call], 0, 0, 0],
    ['right and malformed', true, [call, malformed], 1, -1, 0],
    ['wrong and malformed', false, [malformed], 0, -1, -1],
    ['answered without a call', true, [], 1, -1, 0],
    ['an unknown name', true, [{ ...call, status: 'unknown_name' as const }], 1, -1, 0],
    ['an expert that failed is no fault of the policy', true, [{ ...call, status: 'unavailable' as const }], 1, 0, 1],
    ['not graded', null, [call], 0, 0, 0],
  ])('%s', (_, correct, turns, answer, format, total) => {
    const terms = composeReward(PAPER_REWARD, { ...facts, turns, correct });
    expect(terms).toEqual({ answer, format, cost: 0, latency: 0, calls: 0, total });
  });

  test.each(OUTCOMES.filter((outcome) => outcome !== 'answered'))('%s is malformed', (outcome) => {
    expect(composeReward(PAPER_REWARD, { ...facts, outcome, correct: false }).format).toBe(-1);
  });
});

describe('a composed reward', () => {
  test('shows each term apart, and adds them up', () => {
    const thrifty = spec({
      cost: { per: 5, free: 0, at_most: 0.2 },
      latency: { per: 0.01, free: 2, at_most: 0.1 },
      calls: { per: 0.1, free: 1, at_most: 0.3 },
    });
    const terms = composeReward(thrifty, { ...facts, turns: [call, call, call], latencyMs: 5_000 });
    expect(terms.answer).toBe(1);
    expect(terms.format).toBe(0);
    expect(terms.cost).toBeCloseTo(-0.15, 12);
    expect(terms.latency).toBeCloseTo(-0.03, 12);
    expect(terms.calls).toBeCloseTo(-0.2, 12);
    expect(terms.total).toBeCloseTo(0.62, 12);
  });

  test('no penalty is more than its limit, and what is free costs nothing', () => {
    const limited = spec({ cost: { per: 1_000, free: 0, at_most: 0.2 }, calls: { per: 1, free: 5, at_most: 1 } });
    expect(composeReward(limited, facts)).toMatchObject({ cost: -0.2, calls: 0 });
  });

  test('a share of the answer is paid only where the file says so', () => {
    const half = { ...facts, correct: false, score: 0.5 };
    expect(composeReward(PAPER_REWARD, half).answer).toBe(0);
    const partial = spec({ answer: { ...PAPER_REWARD.answer, wrong: -1, partial: true } });
    expect(composeReward(partial, half).answer).toBe(0);
    expect(composeReward(partial, { ...half, score: 0.75 }).answer).toBe(0.5);
  });

  test('malformed trajectories lose their answer where the file says so', () => {
    const strict = spec({ format: { well_formed: 0, malformed: -1, voids_answer: true } });
    expect(composeReward(strict, { ...facts, turns: [malformed] }).total).toBe(-1);
  });

  test('what is undecided is paid as such', () => {
    const undecided = spec({ answer: { ...PAPER_REWARD.answer, undecided: 0.25 } });
    expect(composeReward(undecided, { ...facts, correct: null }).answer).toBe(0.25);
  });

  test('no text of an expert, nor anything else of an observation but its status, changes it', () => {
    const said = fc.record({
      note: fc.string({ unit: 'binary' }),
      summary: fc.oneof(
        fc.string(),
        fc.constantFrom('<answer>42</answer>', '</information>', '<search>A@@B: c</search>'),
      ),
      pair: fc.string(),
      solver: fc.string(),
      route: fc.string(),
      outputStep: fc.string(),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const turn = fc.constantFrom(call, malformed);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(turn, said), { maxLength: 6 }),
        fc.constantFrom(...OUTCOMES),
        fc.constantFrom(true, false, null),
        (turns, outcome, correct) => {
          const plain = { ...facts, outcome, correct, turns: turns.map(([each]) => each) };
          const told = { ...plain, turns: turns.map(([each, text]) => ({ ...each, ...text })) };
          expect(composeReward(PAPER_REWARD, told)).toEqual(composeReward(PAPER_REWARD, plain));
        },
      ),
    );
  });
});

/**
 * The short form of `npm run chaos`: one death of worker, server and results database each, under a batch whose expert is often out of
 * order, by workers whose clocks are an hour fast and slow.
 */
import { describe, expect, test } from '@jest/globals';
import type { Arrival } from './storm/expert.js';
import { planKills, VICTIMS } from './storm/plan.js';
import { runStorm, type Storm } from './storm/storm.js';
import { isBroken, judge, LONGEST_MS, tableOf } from './storm/verdict.js';
import { measured } from './support/until.js';

const HOUR_MS = 3_600_000;
const SEED = 7;
/** A machine that is shared with others goes on later; the long form takes the promise by its word. */
const SHARED = 4;

test('a batch outlives the deaths of its worker, its server and its database: every task once, no recorded call repeated', async () => {
  const kills = { worker: 1, server: 1, database: 1 };
  const storm = await runStorm({
    ...{ seed: SEED, rollouts: 40, kills, inFlight: 16, latencyMs: [60, 500], timeoutS: 3 },
    ...{ clocksOffMs: [HOUR_MS, -HOUR_MS], log: () => undefined },
  });
  const verdict = judge(storm);
  measured(`a storm\n${tableOf(verdict)}\n`, storm.tookMs);
  expect(storm.deaths.map(({ victim }) => victim).sort()).toEqual([...VICTIMS].sort());
  const broken = verdict.promises.filter((one) =>
    isBroken(one.unit === 's' ? { ...one, most: one.most * SHARED } : one),
  );
  expect({ seed: SEED, broken, examples: verdict.examples }).toEqual({ seed: SEED, broken: [], examples: [] });
}, 180_000);

test('the same seed kills the same in the same order, each as often as asked, while the batch is under way', () => {
  const kills = { worker: 10, server: 5, database: 5 };
  const plan = planKills(3, kills);
  expect(planKills(3, kills)).toEqual(plan);
  expect(planKills(4, kills)).not.toEqual(plan);
  expect(plan.filter(({ victim }) => victim === 'worker')).toHaveLength(10);
  const moments = plan.map(({ at }) => at);
  expect([...moments].sort((a, b) => a - b)).toEqual(moments);
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(0.05);
  expect(Math.max(...moments)).toBeLessThan(0.9);
});

describe('the judge of a storm', () => {
  const arrival = (at: number, fields: Partial<Arrival> = {}): Arrival => ({
    at,
    fault: undefined,
    sentAt: at + 5,
    ...fields,
  });
  const iso = (ms: number): string => new Date(ms).toISOString();
  const whole: Storm = {
    tasks: [{ id: 's0', question: '', ground_truth: '132' }],
    deaths: [{ victim: 'worker', at: 1_000, backAt: 3_000 }],
    arrivals: new Map([
      ['s0/work', [arrival(900, { sentAt: undefined }), arrival(12_500)]],
      ['s0/confirm', [arrival(13_000, { fault: 'status' }), arrival(14_000)]],
    ]),
    rollouts: [{ task_id: 's0', answer: '132', correct: 1, outcome: 'answered' }],
    calls: [
      ...([
        [1, 'decide', 800],
        [1, 'work', 12_510],
        [1, 'confirm', 14_010],
        [2, 'decide', 14_020],
      ] as const),
    ].map(([turn, step, at]) => ({ task_id: 's0', turn, step, recorded_at: iso(at) })),
    ...{ totals: { ended: 1, failed: 0 }, runs: 1, paid: 3, tookMs: 0, workerLog: '' },
  };
  const brokenOf = (change: Partial<Storm>): string[] =>
    judge({ ...whole, ...change })
      .promises.filter(isBroken)
      .map(({ what }) => what);

  test('finds nothing where all was kept, and times what went on', () => {
    expect(brokenOf({})).toEqual([]);
    const times = judge(whole).promises.filter(({ unit }) => unit === 's');
    expect(times.map(({ found }) => found)).toEqual([12, 11.5]);
    expect(LONGEST_MS).toBe(15_000);
  });

  test.each<[string, Partial<Storm>]>([
    ['lost', { rollouts: [], calls: [] }],
    ['duplicated rows', { rollouts: [...whole.rollouts, ...whole.rollouts] }],
    ['rollouts run twice', { runs: 2 }],
    ['miscounted by the batch', { totals: { ended: 0, failed: 0 } }],
    ['with a wrong record', { rollouts: [{ ...whole.rollouts[0], answer: '133' }] }],
    ['with a wrong record', { calls: [...whole.calls.slice(1), { ...whole.calls[0], turn: 3 }] }],
    [
      'recorded calls repeated',
      { arrivals: new Map([...whole.arrivals, ['s0/work', [arrival(900), arrival(12_600)]]]) },
    ],
    ['other repeats (at most the calls open at the deaths)', { deaths: [] }],
    ['calls paid for (at most those made)', { paid: 5 }],
    ['going on after a death of the worker', { deaths: [{ victim: 'worker', at: -9_000, backAt: 3_000 }] }],
  ])('finds: %s', (what, change) => {
    expect(brokenOf(change)).toContain(what);
  });
});

/** Every figure of a report, recomputed from the database by a script that shares no code with it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadFacts } from '../../src/cli/report/load-facts.js';
import { buildReport } from '../../src/report/build-report.js';
import type { ArmReport, Report, UsageFigure } from '../../src/report/report.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { temporaryFolder } from '../cli/support/run-cli.js';
import { recompute } from './support/recompute.js';
import { makeWorld } from './support/world.js';

const FIXED = ['fixed:Glass@@Chart', 'fixed:Lens@@Zoom', 'fixed:Sums@@Algebra'];
const folder = temporaryFolder();
let store: ResultStore;
let report: Report;
let own: ReturnType<typeof recompute>;

beforeAll(async () => {
  const path = join(folder.path, 'results.db');
  store = await openResultStore(pathToFileURL(path).href);
  await makeWorld(store, { run: 'train', mark: '-t', policies: FIXED, samples: 1, tasks: 16 });
  await makeWorld(store, {
    run: 'test',
    mark: '',
    policies: ['keyword', 'random', 'oracle', ...FIXED],
    samples: 2,
    tasks: 24,
  });
  const options = { rule: 'report', signal: new AbortController().signal } as const;
  report = await buildReport({
    ...{ title: 'A made world', madeAt: '2026-08-02T00:00:00.000Z', rule: 'report' },
    facts: await loadFacts(store, { runs: ['test'], ...options }),
    train: await loadFacts(store, { runs: ['train'], ...options }),
    reports: store.reports,
  });
  own = recompute(path, 'test', 'train');
});
afterAll(() => store.close());

/** Bounds from draws of another generator. */
const NEAR_DRAWS = 0.03;
const within = (actual: number | null, expected: number | null, tolerance: number): void => {
  if (expected === null) expect(actual).toBeNull();
  else expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(tolerance);
};

test('the arms are all policies, then what is put together from single pairs', () => {
  expect(report.arms.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    ...['keyword: policy', 'random: policy', ...FIXED.map((name) => `${name}: policy`), 'oracle: answer key'],
    ...['best single pair: reference', 'routing reference: reference', 'hindsight (any pair): hindsight'],
  ]);
});

describe.each([
  ...['keyword', 'random', 'oracle', ...FIXED],
  ...['best single pair', 'routing reference', 'hindsight (any pair)'],
])('of %s', (name) => {
  let arm: ArmReport;
  let mine: (typeof own.arms)[string];
  beforeAll(() => {
    arm = report.arms.find((each) => each.name === name)!;
    mine = own.arms[name]!;
  });

  test('counts and accuracy', () => {
    const { rollouts, tasks, graded, solved, outcomes } = mine;
    expect(arm).toMatchObject({ rollouts, tasks, graded, solved, outcomes });
    expect(arm.accuracy).toMatchObject({ n: mine.accuracy.n, clusters: mine.accuracy.clusters });
    within(arm.accuracy.mean, mine.accuracy.mean, 1e-9);
    within(arm.accuracy.low, mine.accuracy.low, 1e-4);
    within(arm.accuracy.high, mine.accuracy.high, 1e-4);
    within(arm.macro.mean, mine.macro, 1e-9);
    // The answer key is always right: no draw differs, so nothing is said of the spread.
    const [low, high] = mine.macroBounds;
    within(arm.macro.low, low === high ? null : low, NEAR_DRAWS);
    within(arm.macro.high, low === high ? null : high, NEAR_DRAWS);
    expect(arm.macro.benchmarks).toBe(3);
  });

  test('usage, time and shares', () => {
    for (const figure of ['cost_usd', 'tokens', 'calls', 'latency_ms'] as const) {
      const [theirs, ours]: readonly UsageFigure[] = [arm.usage[figure], mine.usage[figure]];
      for (const part of ['total', 'mean', 'p50', 'p95', 'p99', 'per_solved'] as const)
        within(theirs![part], ours![part], 1e-6);
    }
    const { policy, experts, waiting, engine, judge } = arm.time_ms;
    expect([policy, experts, waiting, engine, judge]).toEqual([...mine.time, 0].map((ms) => expect.closeTo(ms, 3)));
    const { tainted, rescored, rerun, retried, cached, hedged } = arm.shares;
    expect([tainted, rescored, rerun, retried]).toEqual(mine.shares.map((share) => expect.closeTo(share, 9)));
    expect([cached, hedged]).toEqual(mine.callShares.map((share) => expect.closeTo(share, 9)));
  });

  test('calls by pair and family', () => {
    const { calls } = arm;
    expect(Object.fromEntries(calls.pairs.map(({ pair, calls: count }) => [pair, count]))).toEqual(mine.pairs);
    for (const { calls: count, share } of calls.pairs) expect(share).toBeCloseTo(count / calls.total, 12);
    expect(calls.entropy_bits).toBeCloseTo(mine.entropy, 9);
    expect(calls.family_information_bits).toBeCloseTo(mine.information, 9);
    expect(calls.evenness).toBeCloseTo(calls.pairs.length < 2 ? 0 : mine.entropy / Math.log2(calls.pairs.length), 9);
    const cells = calls.by_family.map(({ family, pair, calls: count }) => [JSON.stringify([family, pair]), count]);
    expect(Object.fromEntries(cells)).toEqual(mine.both);
  });
});

test('accuracy by suite, category, family, skill and model', () => {
  const keys = report.groups.map(({ by, name, arm }) => JSON.stringify([by, name, arm]));
  expect([...keys].sort()).toEqual(Object.keys(own.groups).sort());
  for (const [index, { mean, low, high, n, clusters }] of report.groups.entries()) {
    const mine = own.groups[keys[index]!]!;
    expect({ n, clusters }).toEqual({ n: mine.n, clusters: mine.clusters });
    within(mean, mine.mean, 1e-9);
    // Few clusters: the expansion of Student's t is within 1 %.
    within(low, mine.low, 0.005);
    within(high, mine.high, 0.005);
  }
});

test('paired comparisons, with Holm’s correction and the number of tasks', () => {
  // Two policies, the best single pair, the routing reference: six pairs of them.
  expect(report.comparisons).toHaveLength(6);
  const holm = own.holm(report.comparisons.map(({ p }) => p!));
  for (const [index, theirs] of report.comparisons.entries()) {
    const mine = own.compare(theirs.a, theirs.b);
    expect(theirs).toMatchObject({ tasks: mine.tasks, clusters: mine.clusters, test: 'sign-flip' });
    within(theirs.difference, mine.difference, 1e-9);
    within(theirs.low, mine.bounds[0], NEAR_DRAWS);
    within(theirs.high, mine.bounds[1], NEAR_DRAWS);
    within(theirs.p, mine.p, 0.025);
    within(theirs.p_holm, holm[index]!, 1e-9);
    within(theirs.tasks_needed, mine.needed, 1);
    within(theirs.detectable, mine.detectable, 1e-6);
  }
});

test('gap closed between the best single pair and the routing reference, and hindsight', () => {
  const { baselines } = report;
  expect(baselines?.single_pair).toBe(own.single);
  expect(baselines?.train).toEqual(['train']);
  expect(baselines?.gaps.map(({ arm }) => arm)).toEqual(['keyword', 'random']);
  for (const gap of baselines?.gaps ?? []) {
    const mine = own.gap(gap.arm);
    expect(gap.tasks).toBe(mine.tasks);
    within(gap.room, mine.room, 1e-9);
    within(gap.room_low, mine.roomBounds[0], NEAR_DRAWS);
    within(gap.room_high, mine.roomBounds[1], NEAR_DRAWS);
    within(gap.closed, mine.closed, 1e-9);
    // A ratio has long tails: its bounds are nearer to one another than to anything else.
    const [low, high] = mine.closedBounds;
    within(gap.low, low, 0.15 * (high - low));
    within(gap.high, high, 0.15 * (high - low));
  }
  within(baselines?.hindsight ?? null, own.hindsight, 1e-9);
  within(baselines?.hindsight_known ?? null, own.known, 1e-9);
  const words = own.compare('routing reference', 'keyword');
  within(baselines?.reference_minus_keyword?.difference ?? null, words.difference, 1e-9);
});

test('versions, latencies, Pareto front and timeline', () => {
  const used = (what: string) =>
    Object.fromEntries(
      report.versions.filter((each) => each.what === what).map((each) => [each.version, each.rollouts]),
    );
  expect(used('registry')).toEqual(own.versions.registry);
  expect(used('rule')).toEqual(own.versions.rule);
  for (const { name, rollouts } of report.arms.filter(({ kind }) => kind === 'policy')) {
    const bins = report.latencies.filter(({ arm }) => arm === name);
    expect(bins.reduce((sum, bin) => sum + bin.rollouts, 0)).toBe(rollouts);
  }
  const fair = report.arms.filter(({ kind }) => kind === 'policy' || kind === 'reference');
  const beaten = (a: ArmReport): boolean =>
    fair.some(
      (b) =>
        (b.usage.cost_usd.mean! < a.usage.cost_usd.mean! && b.accuracy.mean! >= a.accuracy.mean!) ||
        (b.usage.cost_usd.mean! <= a.usage.cost_usd.mean! && b.accuracy.mean! > a.accuracy.mean!),
    );
  expect([...report.pareto].sort()).toEqual(
    fair
      .filter((arm) => !beaten(arm))
      .map(({ name }) => name)
      .sort(),
  );
  expect(report.timeline?.arm).toBe('keyword');
  expect(report.timeline?.spans.length).toBeGreaterThan(2);
  for (const { from_ms, to_ms } of report.timeline?.spans ?? []) {
    expect(from_ms).toBeGreaterThanOrEqual(0);
    expect(to_ms).toBeLessThanOrEqual(report.timeline!.latency_ms);
  }
});

test('it says what a reader should know', () => {
  const said = report.remarks.join('\n');
  expect(said).toMatch(/\d+ rollouts have no ground truth, or a rule that can't decide/);
  expect(said).toMatch(/\d+ rollouts were cancelled/);
  expect(said).toMatch(/\d+ rollouts met something that was down/);
  expect(said).toContain('Rollouts ran under 2 versions of registry');
});

/** @module The learned policy beside keyword, the best single pair, the routing reference and votes, on the same test tasks. */
import { greedy, lookThrough } from '../../dist/evidence/look.js';
import { differenceOf, figuresOf, gapOf, type Arm, type Difference } from '../../dist/evidence/measure.js';
import { play, type Decide } from '../../dist/evidence/play.js';
import { playPolicy } from '../../dist/evidence/product-policy.js';
import { callOnce, hindsightOf, routerOf, trialsOf, vote, weighedVote } from '../../dist/evidence/references.js';
import { recordsOfTable, type TableTask } from '../../dist/evidence/table.js';
import { trainOnTable, type TablePolicy, type TableTraining } from '../../dist/evidence/train.js';
import type { RegistrySnapshot } from '../../dist/domain/registry.js';
import { indexRecords } from '../../dist/learning/records.js';
import { keywordPolicy } from '../../dist/policies/keyword-policy.js';
import { bestSinglePair } from '../../dist/statistics/choice.js';

export interface Study {
  readonly snapshot: RegistrySnapshot;
  readonly entries: readonly TableTask[];
  readonly seeds: readonly number[];
  readonly training: (seed: number) => TableTraining;
}

export interface MainEvidence {
  readonly test: readonly TableTask[];
  readonly policies: readonly TablePolicy[];
  readonly arms: Readonly<Record<ArmName, Arm>>;
  readonly single: string;
}

type ArmName = 'learned' | 'keyword' | 'single' | 'family' | 'reference' | 'vote' | 'weighed';

export async function mainEvidence({ snapshot, entries, seeds, training }: Study): Promise<MainEvidence> {
  const of = (...splits: readonly string[]) => entries.filter(({ split }) => splits.includes(split));
  const [train, test] = [of('train'), of('test')];
  const records = indexRecords(recordsOfTable(of('train', 'probe')));
  const { maxCalls } = training(0).settings;
  const run = (decide: Decide) => test.map((entry) => play(entry, decide, { maxCalls }));
  const single = bestSinglePair(trialsOf(train)) ?? '';
  const look = lookThrough(snapshot, records);
  const policies = seeds.map((seed) => trainOnTable(training(seed)));
  const learned = policies.map(({ model, weights }) => run(greedy(look, model, weights, { maxCalls })));
  const keyword = await Promise.all(test.map((entry) => playPolicy(entry, keywordPolicy, snapshot, maxCalls)));
  const arms = {
    learned: { name: 'learned', played: learned },
    keyword: { name: 'keyword', played: [keyword] },
    single: { name: `best single pair (${single})`, played: [run(callOnce(() => single))] },
    family: { name: 'best pair of each family', played: [run(callOnce(routerOf(train, false)))] },
    reference: { name: 'routing reference (family and difficulty)', played: [run(callOnce(routerOf(train)))] },
    vote: { name: 'all pairs, majority', played: [test.map(vote)] },
    weighed: { name: 'all pairs, weighed', played: [test.map((entry) => weighedVote(entry, records))] },
  };
  return { test, policies, arms, single };
}

export function printMain(study: Study, evidence: MainEvidence): void {
  const { test, arms, policies } = evidence;
  const { learned, keyword, single, reference, vote: majority, weighed } = arms;
  const count = (split: string): number => study.entries.filter((entry) => entry.split === split).length;
  console.log(
    `${count('train')} train, ${count('probe')} probe, ${count('validation')} validation and ${test.length} test tasks; ` +
      `seeds ${study.seeds[0]} to ${study.seeds.at(-1)}; best steps ${policies.map(({ step }) => step).join(', ')}.\n`,
  );
  console.log('| policy | right, test | calls a task |\n|---|---|---|');
  for (const arm of Object.values(arms)) {
    const { accuracy, calls } = figuresOf(arm, test);
    const { mean, low, high } = accuracy;
    console.log(`| ${arm.name} | ${share(mean)} [${share(low)}, ${share(high)}] | ${calls.toFixed(2)} |`);
  }
  const { any, known } = hindsightOf(test, study.entries);
  console.log(`| hindsight: some pair is right | ${share(any)} (${share(known)} without guesses) | |\n`);
  console.log('| difference | points | p |\n|---|---|---|');
  for (const [a, b] of [
    [learned, keyword],
    [learned, reference],
    [learned, majority],
    [learned, weighed],
    [reference, keyword],
    [reference, single],
  ] as const)
    console.log(`| ${a.name} - ${b.name} | ${points(differenceOf(a, b, test))} |`);
  const { closed, low, high, room, room_low: least } = gapOf(learned, single, reference, test);
  console.log(
    `\nR - S: ${share(room)} (at least ${share(least)}). Gap closed: ${share(closed)} [${share(low)}, ${share(high)}].\n`,
  );
}

export function share(value: number | null): string {
  return value === null ? '-' : `${(100 * value).toFixed(1)} %`;
}

export function points({ mean, low, high, p }: Difference): string {
  const shown = (value: number): string => (100 * value).toFixed(1);
  return `${shown(mean)} [${shown(low)}, ${shown(high)}] | ${p < 0.001 ? '< 0.001' : p.toFixed(3)}`;
}

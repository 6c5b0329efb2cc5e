/** @module The arms of a report: the rollouts of a policy, over all runs. */
import type { Fact } from './fact.js';
import { grouped } from './grouped.js';
import { fixedPair, parsePolicyKind, skillOfPair } from './policy-kind.js';
import type { ArmKind } from './report.js';

export interface Arm {
  readonly name: string;
  readonly kind: ArmKind;
  readonly note: string;
  readonly facts: readonly Fact[];
}

/**
 * One arm for each policy. Two runs that hold the same task and sample under one policy are kept apart, each named after its run: they
 * are two experiments, not one.
 */
export function armsOf(facts: readonly Fact[]): readonly Arm[] {
  return [...grouped(facts, ({ policy }) => policy)]
    .flatMap(([name, members]) => (isTwice(members) ? [...apart(name, members)] : [[name, members] as const]))
    .map(([name, members]) => armOf(name, members))
    .sort(
      (a, b) => RANK[a.kind] - RANK[b.kind] || Number(isFixed(a)) - Number(isFixed(b)) || (a.name < b.name ? -1 : 1),
    );
}

/**
 * One arm for each label, in their order; runs with the same label are repetitions of one experiment, so a task's score is the mean
 * over them.
 * @param labels by run
 */
export function labelledArms(facts: readonly Fact[], labels: ReadonlyMap<string, string>): readonly Arm[] {
  const groups = grouped(facts, ({ run }) => labels.get(run) ?? run);
  return [...new Set(labels.values())].flatMap((label) => {
    const members = groups.get(label);
    return members === undefined ? [] : [{ ...armOf(label, members), note: '' }];
  });
}

function armOf(name: string, facts: readonly Fact[]): Arm {
  return { name, kind: kindOf(facts), note: noteOf(facts), facts };
}

const RANK: Readonly<Record<ArmKind, number>> = { policy: 0, reference: 1, hindsight: 2, 'answer key': 3 };

function kindOf(facts: readonly Fact[]): ArmKind {
  return facts.every(({ policy }) => policy === 'oracle') ? 'answer key' : 'policy';
}

/** The skill that asks a model the question as it is. */
const NO_SKILL = 'Direct';

function noteOf([first]: readonly Fact[]): string {
  const pair = fixedPair(first?.policy ?? '');
  if (pair !== undefined) return skillOfPair(pair) === NO_SKILL ? 'single model, no skills' : 'single pair';
  return first?.policy === 'oracle' ? 'answers with the ground truth' : '';
}

/** An arm that always calls the same pair. */
export function isFixed({ facts }: Pick<Arm, 'facts'>): boolean {
  return facts.length > 0 && facts.every(({ policy }) => parsePolicyKind(policy) === 'fixed');
}

function isTwice(facts: readonly Fact[]): boolean {
  return new Set(facts.map(({ task, sample }) => `${task} ${sample}`)).size < facts.length;
}

function apart(name: string, facts: readonly Fact[]): readonly (readonly [string, readonly Fact[]])[] {
  return [...grouped(facts, ({ run }) => run)].map(([run, members]) => [`${name} (${run})`, members] as const);
}

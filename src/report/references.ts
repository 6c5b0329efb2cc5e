/** @module Arms that are put together from rollouts of single pairs: what routing could attain, and what hindsight would. */
import { bestSinglePair, routingReference, type Router, type Trial } from '../statistics/choice.js';
import { guessChance, knownShare } from '../statistics/hindsight.js';
import type { Arm } from './arms.js';
import { isGraded, type Fact } from './fact.js';
import { grouped } from './grouped.js';
import { fixedPair, modelOfPair, skillOfPair } from './policy-kind.js';
import { taskScores } from './scores.js';

export const SINGLE = 'best single pair';
export const REFERENCE = 'routing reference';
export const HINDSIGHT = 'hindsight (any pair)';

export interface References {
  readonly singlePair: string;
  readonly arms: readonly Arm[];
  readonly known: number | null;
}

/**
 * All chosen on train, and made of test: the best single pair; the best pair for each family and difficulty; the same for each model
 * with its own skills only; and hindsight. Undefined: train or test has rollouts of fewer than two fixed pairs.
 */
export function referencesOf(train: readonly Fact[], test: readonly Fact[]): References | undefined {
  const byPair = grouped(test.filter(isFixedFact), ({ policy }) => fixedPair(policy) ?? '');
  const trials = trialsOf(train).filter(({ pair }) => byPair.has(pair));
  const single = bestSinglePair(trials);
  if (byPair.size < 2 || single === undefined || new Set(trials.map(({ pair }) => pair)).size < 2) return undefined;
  return {
    singlePair: single,
    arms: [
      { name: SINGLE, kind: 'reference', note: `always ${single}, chosen on train`, facts: byPair.get(single) ?? [] },
      ...modelArms(trials, byPair),
      routed(
        REFERENCE,
        'the best pair of each family and difficulty, chosen on train',
        routingReference(trials),
        byPair,
      ),
      hindsight(byPair),
    ],
    known: hindsightKnown(byPair),
  };
}

type ByPair = ReadonlyMap<string, readonly Fact[]>;

function isFixedFact({ policy }: Fact): boolean {
  return fixedPair(policy) !== undefined;
}

function trialsOf(facts: readonly Fact[]): readonly Trial[] {
  return facts.filter(isGraded).flatMap(({ policy, family, benchmark, bin, score, costUsd }) => {
    const pair = fixedPair(policy);
    return pair === undefined ? [] : [{ pair, family: `${benchmark} ${family}`, bin, score, costUsd }];
  });
}

/** Of each task the rollouts of the pair that the router names, as long as it was run under that pair. */
function routed(name: string, note: string, router: Router, byPair: ByPair): Arm {
  const facts = [...byPair].flatMap(([pair, members]) =>
    members.filter(({ benchmark, family, bin }) => router(`${benchmark} ${family}`, bin) === pair),
  );
  return { name, kind: 'reference', note, facts };
}

/** A single model with no skills is its pair with `Direct`, and has a row already; with all skills it may route among its own. */
function modelArms(trials: readonly Trial[], byPair: ByPair): readonly Arm[] {
  return [...grouped(trials, ({ pair }) => modelOfPair(pair))].flatMap(([model, own]) => {
    const skills = new Set(own.map(({ pair }) => skillOfPair(pair)));
    if (skills.size < 2) return [];
    const note = `the best of its ${skills.size} skills for each family and difficulty, chosen on train`;
    return [routed(`${model} with all its skills`, note, routingReference(own), byPair)];
  });
}

/** Of each task the rollouts of the pair that did best; of equals the cheaper, then the first by name. */
function hindsight(byPair: ByPair): Arm {
  const tasks = grouped([...byPair.values()].flat(), ({ task }) => task);
  const facts = [...tasks.values()].flatMap((members) => {
    const ranked = [...grouped(members, ({ policy }) => policy)]
      .map(([policy, rollouts]) => ({
        ...{ policy, rollouts },
        score: [...taskScores(rollouts).values()][0]?.value ?? -1,
        cost: rollouts.reduce((sum, { costUsd }) => sum + costUsd, 0),
      }))
      .sort((a, b) => b.score - a.score || a.cost - b.cost || (a.policy < b.policy ? -1 : 1));
    return ranked[0]?.rollouts ?? [];
  });
  return { name: HINDSIGHT, kind: 'hindsight', note: 'of each task the pair that did best: not attainable', facts };
}

function hindsightKnown(byPair: ByPair): number | null {
  const tasks = [...grouped([...byPair.values()].flat(), ({ task }) => task).values()];
  const truths = new Map(
    [
      ...grouped(
        tasks.flatMap(([first]) => first ?? []),
        familyOf,
      ),
    ].map(([family, members]) => [family, members.map(({ truth }) => truth)]),
  );
  const seen = tasks.flatMap((members) => {
    const scores = members.filter(isGraded).map(({ score }) => score);
    const [first] = members;
    if (first === undefined || scores.length === 0) return [];
    const answers = members.filter(({ outcome, pairs }) => outcome === 'answered' && pairs.some(({ ok }) => ok)).length;
    const chance = guessChance(first.options, truths.get(familyOf(first)) ?? []);
    return [{ family: familyOf(first), best: Math.max(...scores), answers, chance }];
  });
  return seen.length === 0 ? null : knownShare(seen);
}

function familyOf({ benchmark, family }: Fact): string {
  return `${benchmark} ${family}`;
}

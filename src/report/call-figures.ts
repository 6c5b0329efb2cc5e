/** @module Which pairs a policy calls, how evenly, and how much the kind of question decides it. */
import { sumOf } from '../statistics/clusters.js';
import { entropyBits, mutualInformationBits } from '../statistics/entropy.js';
import { isGraded, isSolved, type Fact } from './fact.js';
import type { CallFigures } from './report.js';

/** From so large a share of so many calls on, a policy that meets several families has collapsed. */
const COLLAPSED = { share: 0.95, calls: 20 };

/** A rollout, or some of its calls. */
export interface FamilyCalls {
  readonly family: string;
  readonly pairs: readonly { readonly pair: string }[];
}

export function callFigures(facts: readonly FamilyCalls[]): CallFigures {
  const counts = new Map<string, Map<string, number>>();
  for (const { family, pairs } of facts) {
    for (const { pair } of pairs) {
      const row = counts.get(pair) ?? new Map<string, number>();
      counts.set(pair, row.set(family, (row.get(family) ?? 0) + 1));
    }
  }
  const families = [...new Set(facts.map(({ family }) => family))].sort();
  const table = [...counts.values()].map((row) => families.map((family) => row.get(family) ?? 0));
  const total = sumOf(table.flat());
  const pairs = [...counts]
    .map(([pair, row]) => ({ pair, calls: sumOf([...row.values()]) }))
    .sort((a, b) => b.calls - a.calls || (a.pair < b.pair ? -1 : 1))
    .map(({ pair, calls }) => ({ pair, calls, share: calls / total }));
  const entropy = entropyBits(pairs.map(({ calls }) => calls));
  const largest = pairs[0]?.share ?? 0;
  return {
    total,
    pairs,
    entropy_bits: entropy,
    evenness: total === 0 ? null : pairs.length < 2 ? 0 : entropy / Math.log2(pairs.length),
    family_information_bits: mutualInformationBits(table),
    collapsed: families.length > 1 && total >= COLLAPSED.calls && largest >= COLLAPSED.share,
    sufficed: false,
    by_family: families.flatMap((family) =>
      pairs.flatMap(({ pair }) => {
        const calls = counts.get(pair)?.get(family) ?? 0;
        return calls === 0 ? [] : [{ family, pair, calls }];
      }),
    ),
  };
}

/** Calls beside what came of them: whoever is right everywhere with one pair has not collapsed, as nothing else could have won more. */
export function spreadOf(facts: readonly Fact[]): CallFigures {
  const calls = callFigures(facts);
  const graded = facts.filter(isGraded);
  if (!calls.collapsed || graded.length === 0 || !graded.every(isSolved)) return calls;
  return { ...calls, collapsed: false, sufficed: true };
}

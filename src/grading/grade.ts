/** @module Which rule grades which data source. */
import { arith } from './arith.js';
import { blindtest } from './blindtest.js';
import { exact } from './exact.js';
import type { GradeInput, Scorer, Verdict } from './verdict.js';

const SCORERS: ReadonlyMap<string, Scorer> = new Map([
  ['exact', exact],
  ['arith', arith],
  ['blindtest', blindtest],
]);

/** Data sources with a rule of their own. */
export const GRADED_SOURCES: readonly string[] = [...SCORERS.keys()];

/**
 * Grades an answer by the rule of its data source. A source without a rule is compared exactly, and the verdict says so.
 * @returns undefined when there is no ground truth, so that nothing can be said
 */
export function grade(input: GradeInput): Verdict | undefined {
  if (input.groundTruth.length === 0) return undefined;
  const scorer = SCORERS.get(input.dataSource);
  if (scorer !== undefined) return scorer(input);
  const verdict = exact(input);
  return { ...verdict, why: `${verdict.why} (no rule for data source "${input.dataSource}": compared exactly)` };
}

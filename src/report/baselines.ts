/** @module Gap closed: each policy between the best single pair and the routing reference, both chosen on train. */
import { gapClosed } from '../statistics/gap.js';
import { meanOf } from '../statistics/clusters.js';
import { isFixed, type Arm } from './arms.js';
import { compareArms } from './comparisons.js';
import { HINDSIGHT, REFERENCE, SINGLE, type References } from './references.js';
import type { Baselines, GapFigure } from './report.js';
import { taskScores } from './scores.js';

/** @param policies the arms that are no references */
export function baselinesOf(references: References, policies: readonly Arm[], train: readonly string[]): Baselines {
  const find = (name: string): Arm | undefined => references.arms.find((arm) => arm.name === name);
  const single = find(SINGLE);
  const reference = find(REFERENCE);
  const keyword = policies.find(({ name }) => name === 'keyword');
  const best = [...taskScores(find(HINDSIGHT)?.facts ?? []).values()].map(({ value }) => value);
  const learners = policies.filter((arm) => arm.kind === 'policy' && !isFixed(arm));
  return {
    train,
    single_pair: references.singlePair,
    gaps: single === undefined || reference === undefined ? [] : learners.map((arm) => gapOf(arm, single, reference)),
    hindsight: best.length === 0 ? null : meanOf(best),
    hindsight_known: references.known,
    reference_minus_keyword: keyword === undefined || reference === undefined ? null : compareArms(reference, keyword),
  };
}

/** On the tasks that all three have. A policy without training has one seed; its samples are a mean. */
function gapOf(arm: Arm, single: Arm, reference: Arm): GapFigure {
  const singles = taskScores(single.facts);
  const references = taskScores(reference.facts);
  const scores = [...taskScores(arm.facts)].flatMap(([task, { cluster, value }]) => {
    const low = singles.get(task);
    const high = references.get(task);
    if (low === undefined || high === undefined) return [];
    return [{ cluster, policy: [value], single: low.value, reference: high.value }];
  });
  return { arm: arm.name, ...gapClosed(scores, [arm.name]) };
}

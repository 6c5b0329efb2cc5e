/** @module How far random subsets of skills differ: the interval of their mean is that of the tasks only. */
import type { Fact } from '../../report/fact.js';
import { percent } from '../../report/format.js';
import { accuracyOf } from '../../report/scores.js';
import type { AblationArm } from './ablation-arms.js';

/** `4 skills, by subset: 12.5 %, 80.0 %` for each label that several arms have. */
export function subsetRemarks(facts: readonly Fact[], arms: ReadonlyMap<string, AblationArm>): readonly string[] {
  const labels = [...new Set([...arms.values()].map(({ label }) => label))];
  return labels.flatMap((label) => {
    const ids = [...new Set([...arms.values()].filter((arm) => arm.label === label).map(({ id }) => id))];
    const means = ids.map((id) => percent(accuracyOf(facts.filter(({ run }) => arms.get(run)?.id === id)).mean));
    return ids.length < 2
      ? []
      : [`${label}, by subset: ${means.join(', ')}. The interval of their mean is that of the tasks.`];
  });
}

/** @module Arms against one another on the tasks that both have. */
import { holm } from '../statistics/holm.js';
import { comparePaired, type PairedResult } from '../statistics/paired.js';
import { isFixed, type Arm } from './arms.js';
import type { Comparison } from './report.js';
import { taskScores, type TaskScore } from './scores.js';

/** Beyond so many arms a table of all pairs is read by nobody, and the correction eats every difference. */
export const MAX_COMPARED = 8;

/** The arms that may be compared: not the answer key or hindsight; single pairs only where there is nothing else. */
export function comparableArms(arms: readonly Arm[]): readonly Arm[] {
  const fair = arms.filter(({ kind }) => kind === 'policy' || kind === 'reference');
  const routing = fair.filter((arm) => !isFixed(arm) || arm.kind === 'reference');
  return routing.length > 1 ? routing : fair;
}

/** Every pair of the arms, or each against the first when there is a `base`. */
export function comparisonsOf(arms: readonly Arm[], base?: string): readonly Comparison[] {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  const wanted = base === undefined ? pairs : againstBase(arms, base);
  const results = wanted.map(([a, b]) => ({ a: a.name, b: b.name, ...compareArms(a, b) }));
  const tested = results.filter(({ p }) => p !== null);
  const adjusted = holm(tested.map(({ p }) => p ?? 1));
  const byTest = new Map(tested.map((result, index) => [result, adjusted[index] ?? null]));
  return results.map((result) => ({ ...result, p_holm: byTest.get(result) ?? null }));
}

function againstBase(arms: readonly Arm[], base: string): readonly (readonly [Arm, Arm])[] {
  const first = arms.find(({ name }) => name === base);
  return first === undefined ? [] : arms.filter((arm) => arm !== first).map((arm) => [arm, first] as const);
}

export function compareArms(a: Arm, b: Arm): PairedResult {
  const common = commonScores(a, b);
  const single = common.every(([x, y]) => x.samples === 1 && y.samples === 1);
  const scores = common.map(([x, y]) => ({ cluster: x.cluster, a: x.value, b: y.value }));
  return comparePaired(scores, single, [a.name, b.name]);
}

function commonScores(a: Arm, b: Arm): readonly (readonly [TaskScore, TaskScore])[] {
  const others = taskScores(b.facts);
  return [...taskScores(a.facts)].flatMap(([task, score]) => {
    const other = others.get(task);
    return other === undefined ? [] : [[score, other] as const];
  });
}

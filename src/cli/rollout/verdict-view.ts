/** @module A verdict with all its rules and the parts of its reward, for people and for programs. */
import { inOrder, rewardFileOf, type VerdictSummary } from '../../domain/verdict.js';
import { printable, type Colors } from '../output.js';

/** In snake case, as all JSON that we print; null when there is none. */
export function verdictJson(verdict: VerdictSummary | undefined): Readonly<Record<string, unknown>> | null {
  if (verdict === undefined) return null;
  const { correct, score, rule, why, verdicts = {}, given, decidedBy = null } = verdict;
  return {
    correct,
    decided_by: decidedBy,
    score,
    rule,
    why,
    rules: Object.fromEntries(inOrder(verdicts)),
    reward: given === undefined ? null : rewardJson(given),
  };
}

function rewardJson(given: NonNullable<VerdictSummary['given']>): Readonly<Record<string, unknown>> {
  const { name, version, hash, terms, elapsedMs } = given;
  return { name, version, hash, ...terms, elapsed_ms: elapsedMs };
}

/** `report: right, "42" equals "42" (chartqa/report@1)` */
export function ruleLines(verdict: VerdictSummary | undefined, colors: Colors): readonly string[] {
  return inOrder(verdict?.verdicts).map(
    ([name, { correct, why, rule }]) => `${name}: ${markText(correct, colors)}, ${printable(why)} (${rule})`,
  );
}

/** Who decided where the rules could not, and when; empty when nobody had to. */
export function deciderLine({ decidedBy }: Pick<VerdictSummary, 'decidedBy'>): string {
  if (decidedBy === undefined) return '';
  switch (decidedBy.kind) {
    case 'judge':
      return `the judge ${decidedBy.model}, in both orders`;
    case 'person':
      return `${decidedBy.by} at ${decidedBy.at}, score ${decidedBy.score}${decidedBy.note === '' ? '' : `: ${decidedBy.note}`}`;
    case 'default':
      return `nobody until ${decidedBy.at}, so it is ${decidedBy.verdict} by default`;
  }
}

/** `1 = answer 1 + format 0 (paper@1, 3f2a…)`: terms that are zero and that the file may not even have are left out. */
export function rewardLine({ given }: Pick<VerdictSummary, 'given'>): string {
  if (given === undefined) return '';
  const { answer, format, cost, latency, calls, total } = given.terms;
  const shown = [
    `answer ${answer}`,
    `format ${format}`,
    ...Object.entries({ cost, latency, calls }).flatMap(([name, value]) =>
      value === 0 ? [] : [`${name} ${rounded(value)}`],
    ),
  ];
  return `${rounded(total)} = ${shown.join(' + ')} (${rewardFileOf(given)}, ${given.hash.slice(0, 12)})`;
}

export function markText(correct: boolean | null, colors: Colors): string {
  return correct === null ? 'not decided' : correct ? colors.green('right') : colors.red('wrong');
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** @module Mathematical equivalence, decided by values and never by a substring. */
import type { Equivalence, Finding, Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { sameMath, type MathOptions } from '../math/same-math.js';
import { boxedValues } from '../read/braces.js';
import { commit } from '../read/commit.js';

/** The committed formula equals one of the truths. */
export function mathRule(read: (answer: string) => string | undefined, options: MathOptions = {}): Rule {
  return ({ answer, truths }, { equivalent }) => {
    const committed = read(answer);
    if (committed === undefined) return noAnswer();
    const results = truths.map((truth) => sameMath(committed, lastBox(truth) ?? truth, equivalent, options));
    const now = results.filter((result) => typeof result === 'string');
    if (now.includes('equal') || now.length === results.length) return findingOf(committed, now, truths);
    return Promise.all(results.map((result) => Promise.resolve(result))).then((all) =>
      findingOf(committed, all, truths),
    );
  };
}

function findingOf(committed: string, results: readonly Equivalence[], truths: readonly string[]): Finding {
  const hit = results.indexOf('equal');
  const finding = compared(
    committed,
    hit >= 0,
    hit >= 0 ? (truths[hit] ?? '') : truths.join('" or "'),
    'is mathematically',
  );
  if (hit >= 0 || !results.includes('undecided')) return finding;
  return { ...finding, why: `it could not be shown that ${finding.why.replace(' is not ', ' equals ')}` };
}

/** The last box, as published protocols read it, else the whole answer. */
export function lastBox(answer: string): string | undefined {
  const text = boxedValues(answer).at(-1) ?? answer.trim();
  return text === '' ? undefined : text;
}

export const math: Grader = {
  id: 'math',
  aliases: ['mathematics', 'latex'],
  version: 2,
  summary: 'the same value: fractions, roots, units, tuples, sets, formulas with variables',
  rules: { report: mathRule(lastBox), reward: mathRule(commit) },
};

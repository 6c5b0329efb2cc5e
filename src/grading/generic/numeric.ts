/** @module One number within a tolerance: `numeric`, `numeric:5%` of the truth, `numeric:0.5` absolute. */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { commit } from '../read/commit.js';
import { sameNumber } from '../read/numbers.js';
import { readQuantity } from '../read/quantity.js';

/** Without a parameter: equal within one part in a million. A unit on one side only is let pass, two different ones are not. */
const rule: Rule = ({ answer, truths, parameter }) => {
  const committed = commit(answer);
  const value = committed === undefined ? undefined : readQuantity(committed);
  if (committed === undefined || value === undefined) return noAnswer('the answer is not one number');
  const hit = truths.some((truth) => {
    const wanted = readQuantity(truth);
    if (wanted === undefined || (value.unit !== wanted.unit && value.unit !== '' && wanted.unit !== '')) return false;
    return (
      sameNumber(value.value, wanted.value) ||
      Math.abs(value.value - wanted.value) <= toleranceOf(parameter, wanted.value)
    );
  });
  return compared(committed, hit, truths.join('" or "'), parameter === '' ? 'equals' : `is within ${parameter} of`);
};

/** `5%` of the truth, or a number as it is. */
export function toleranceOf(parameter: string, truth: number): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(parameter);
  if (match === null) return 0;
  return match[2] === '%' ? (Math.abs(truth) * Number(match[1])) / 100 : Number(match[1]);
}

export const numeric: Grader = {
  id: 'numeric',
  aliases: ['number'],
  version: 1,
  summary: 'one number, within a tolerance: numeric:5% of the truth, numeric:0.5 absolute',
  rules: { report: rule, reward: rule },
  parameter: /^\d+(?:\.\d+)?%?$/,
};

/**
 * @module VLMs are blind (Rahmanzadehgervi et al., arXiv 2407.06581). `report` is lenient, as lmms-eval has it: the first integer
 * of the reply, a whole yes or no, the first letter a to z, three forms of a grid. Its traps stay in: any prose has an `a`.
 * `reward` is that of `blindtest`. Tables are macro means over tasks, both grids as one, the Olympic ones apart.
 */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { blindtestReward, readBlindtest } from './blindtest.js';

const GRID = /(\d+)\s*\}?\s*,?\s*(?:\{|columns\s*=\s*\{?)?\s*(\d+)/i;

const report = oneOf(
  ({ answer, truths }) => {
    const truth = truths[0]?.trim() ?? '';
    if (/^(?:yes|no)$/i.test(truth)) return answer.trim().toLowerCase().replace(/\.$/, '');
    if (/\d\D+\d/.test(truth)) return pair(answer);
    if (/^\d+$/.test(truth)) return /\d+/.exec(answer)?.[0];
    return /[a-z]/.exec(answer.toLowerCase())?.[0];
  },
  (extracted, truth) => extracted === (/\d\D+\d/.test(truth) ? pair(truth) : truth.trim().toLowerCase()),
);

/** `{5}{6}`, `(5, 6)`, `rows={5} columns={6}`. */
function pair(text: string): string | undefined {
  const match = GRID.exec(text);
  return match === null ? undefined : `${match[1] ?? ''},${match[2] ?? ''}`;
}

export const vlmsareblind: Grader = {
  id: 'vlmsareblind',
  aliases: ['vlms-are-blind'],
  version: 2,
  summary: 'lenient as lmms-eval has it; strict under reward',
  read: readBlindtest,
  rules: { report, reward: blindtestReward },
};

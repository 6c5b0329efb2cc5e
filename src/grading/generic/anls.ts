/** @module ANLS, average normalised Levenshtein similarity (Biten et al., arXiv 1905.13648), as document benchmarks use it. */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { commit } from '../read/commit.js';
import { levenshtein } from '../read/levenshtein.js';
import { sameText } from '../read/text.js';

/** Only similarities above it count: the paper's threshold is of the distance, which must be below. */
const THRESHOLD = 0.5;
/** Longer texts are compared only when an edit distance could still matter. */
const MAX_COMPARED = 2_000;

/** 1 - distance / longer length, lower case, single spaces; 0 unless that is above the threshold. */
export function anlsOf(answer: string, truth: string, threshold = THRESHOLD): number {
  const clean = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
  const [a, b] = [clean(answer), clean(truth)];
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  if (Math.min(a.length, b.length) / longer < threshold || longer > MAX_COMPARED) return a === b ? 1 : 0;
  if (a === b) return 1;
  const distance = levenshtein(a, b) / longer;
  return distance >= 1 - threshold ? 0 : 1 - distance;
}

const report: Rule = ({ answer, truths, parameter }) => {
  const threshold = parameter === '' ? THRESHOLD : Number(parameter);
  const scores = truths.map((truth) => anlsOf(answer, truth, threshold));
  const score = Math.max(...scores);
  const truth = truths[scores.indexOf(score)] ?? '';
  const { extracted } = compared(answer.trim(), true, truth);
  return {
    correct: score > 0,
    score,
    extracted,
    why: `similarity of "${extracted}" to "${truth.slice(0, 100)}" is ${score.toFixed(3)}`,
  };
};

/** A near miss earns nothing here: a prefix of the truth is near it. */
const reward: Rule = ({ answer, truths }) => {
  const committed = commit(answer);
  if (committed === undefined) return noAnswer();
  return compared(
    committed,
    truths.some((truth) => sameText(committed, truth)),
    truths.join('" or "'),
  );
};

export const anls: Grader = {
  id: 'anls',
  aliases: [],
  version: 2,
  summary: 'edit-distance similarity of texts, nothing up to 0.5 (anls:0.8 for another threshold)',
  rules: { report, reward },
  parameter: /^0(?:\.\d+)?$|^1$/,
};

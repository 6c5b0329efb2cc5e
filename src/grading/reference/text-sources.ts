/**
 * @module The reference implementation's rules for text answers (arXiv 2605.22177), rebuilt from observed behaviour for
 * comparison only. They match substrings in both directions, so one common letter is right for most truths: never learn from it.
 */
import type { Item, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { pythonFloat } from '../read/python.js';
import { extractReference, trimmed } from './extract.js';

function either(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left !== '' && right !== '' && (left.includes(right) || right.includes(left));
}

function byFirstTruth(matches: (extracted: string, truth: string) => boolean): Rule {
  return ({ answer, truths }: Item) => {
    const extracted = extractReference(answer);
    const truth = truths[0] ?? '';
    return extracted === '' ? noAnswer() : compared(extracted, matches(extracted, truth), truth, 'matches');
  };
}

/** Numbers (digits with `,`, `.`, `-` or `/`) equal when rounded to two decimals; the 5 % of ChartQA is missing. */
export const chartqaReference = byFirstTruth((extracted, truth) => {
  if (!/^[\d\s,./-]*\d[\d\s,./-]*$/.test(truth)) return either(extracted, truth);
  const [a, b] = [pythonFloat(extracted), pythonFloat(truth)];
  return a !== undefined && b !== undefined && a.toFixed(2) === b.toFixed(2);
});

function isYesNo(truth: string): boolean {
  return /^(?:yes|no)$/i.test(truth.trim());
}

/** A truth "no" is found in "not known". */
export const slakeReference = byFirstTruth((extracted, truth) =>
  isYesNo(truth) ? extracted.toLowerCase().includes(truth.trim().toLowerCase()) : either(extracted, truth),
);

export const vstarReference = byFirstTruth((extracted, truth) =>
  isYesNo(truth) ? extracted.toLowerCase() === trimmed(truth).toLowerCase() : either(extracted, truth),
);

export const zwzReference = byFirstTruth((extracted, truth) =>
  extracted.length === 1 ? extracted.toLowerCase() === truth.toLowerCase() : either(extracted, truth),
);

/** Truths are `[letter, text]`; without two of them nothing is right. */
export const optionReference: Rule = ({ answer, truths }) => {
  const [letter, text] = truths;
  if (letter === undefined || text === undefined) return noAnswer('the truth is not [letter, text]');
  const extracted = extractReference(answer);
  if (extracted === '') return noAnswer();
  const right = extracted.length === 1 ? extracted.toLowerCase() === letter.toLowerCase() : either(extracted, text);
  return compared(extracted, right, `${letter}: ${text}`, 'matches');
};

/**
 * @module The reference implementation's mathematics rule (arXiv 2605.22177: geometry3k, tallyqa), rebuilt from observed behaviour
 * for comparison only. Faults kept: phrases end at the first full stop, no units but `\text`, no thousands separators, no
 * number words, an implicit product is no number.
 */
import type { Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { boxedValues } from '../read/braces.js';
import { arithmeticValue } from './arithmetic.js';

export const mathReference: Rule = ({ answer, truths }) => {
  const truth = truths[0] ?? '';
  const extracted = boxedValues(answer).at(-1) ?? phrase(answer) ?? answer.trim();
  if (extracted === '') return noAnswer();
  return compared(extracted, sameReference(extracted, truth), truth, 'matches');
};

/** Behind "the answer is", up to a full stop. */
function phrase(answer: string): string | undefined {
  return /\b(?:answer|solution) is:?\s*([^.\n]+)/i.exec(answer)?.[1]?.trim();
}

export function sameReference(a: string, b: string): boolean {
  const [left, right] = [plain(a), plain(b)];
  if (left === right) return true;
  const [x, y] = [arithmeticValue(left), arithmeticValue(right)];
  return x !== undefined && y !== undefined && Math.abs(x - y) < 1e9 && x.toFixed(2) === y.toFixed(2);
}

/** Spellings that it unifies before it compares texts. */
function plain(text: string): string {
  let result = text
    .replace(/\n|\\!|\\left|\\right|\^\{?\\circ\}?|\\\$|\\%/g, '')
    .replaceAll('\\\\', '\\')
    .replace(/\\[td]frac/g, '\\frac')
    .replace(/\\text\{ .*$/, '')
    .replace(/\s+/g, '')
    .replace(/^\./, '0.')
    .replace(/^[^=]{1,2}=/, '')
    .replace(/\\sqrt(\w)/g, '\\sqrt{$1}')
    .replace(/\\frac(\d)(\d)/g, '\\frac{$1}{$2}');
  if (result === '0.5') result = '\\frac{1}{2}';
  const fraction = /^(-?\d+)\/(-?\d+)$/.exec(result);
  return fraction === null ? result : `\\frac{${fraction[1] ?? ''}}{${fraction[2] ?? ''}}`;
}

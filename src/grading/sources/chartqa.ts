/**
 * @module ChartQA (Masry et al., arXiv 2203.10244): relaxed accuracy. Report its human and augmented halves apart: `split`.
 * Published rule as in Pix2Struct's and VLMEvalKit's evaluators; confirmed in public code.
 */
import type { Grader, Rule } from '../contract.js';
import { oneOf } from '../finding.js';
import { commit } from '../read/commit.js';
import { pythonFloat } from '../read/python.js';
import { readQuantity } from '../read/quantity.js';
import { sameText } from '../read/text.js';
import { chartqaReference } from '../reference/text-sources.js';

/** Of the truth. */
const TOLERANCE = 0.05;

/** A trailing `%` divides by 100; commas are not stripped, so `1,234` is no number. */
function relaxedFloat(text: string): number | undefined {
  const percent = text.trim().endsWith('%');
  const value = pythonFloat(percent ? text.trim().replace(/%+$/, '') : text);
  return value === undefined ? undefined : percent ? value / 100 : value;
}

/** Within 5 % of a truth that isn't 0, else the same text without case. */
export function relaxedMatch(answer: string, truth: string): boolean {
  const [prediction, target] = [relaxedFloat(answer), relaxedFloat(truth)];
  if (prediction === undefined || target === undefined || target === 0)
    return answer.toLowerCase() === truth.toLowerCase();
  return Math.abs(prediction - target) / Math.abs(target) <= TOLERANCE;
}

/** One final full stop is dropped: without that, a harness lost 34 points to models that end their sentences. */
const report = oneOf(
  ({ answer }) => answer.trim().replace(/\.$/, ''),
  relaxedMatch,
  'is within 5 % of, or the same text as',
);

/** A year as a chart has it: no fraction, no separator, no unit. */
function isYear(text: string): boolean {
  return /^(?:1[89]|20)\d\d$/.test(text.trim());
}

function strictMatch(answer: string, truth: string): boolean {
  if (sameText(answer, truth)) return true;
  const [given, wanted] = [readQuantity(answer), readQuantity(truth)];
  if (given === undefined || wanted === undefined) return false;
  if (given.unit !== wanted.unit && given.unit !== '' && wanted.unit !== '') return false;
  if (isYear(truth)) return given.value === wanted.value && given.unit === '';
  return wanted.value === 0
    ? given.value === 0
    : Math.abs(given.value - wanted.value) <= TOLERANCE * Math.abs(wanted.value);
}

/** One committed number within 5 %, separators and units read, years exact; or the same text. */
const reward: Rule = oneOf(({ answer }) => commit(answer), strictMatch, 'is within 5 % of, or the same text as');

/** The published rule gives years the 5 % too (1950 for 2020): here they must be exact. */
const strictYears = oneOf(
  ({ answer }) => answer.trim().replace(/\.$/, ''),
  (answer, truth) => (isYear(truth) ? answer === truth.trim() : relaxedMatch(answer, truth)),
  'is within 5 % of, or the same text as',
);

export const chartqa: Grader = {
  id: 'chartqa',
  aliases: ['chart-qa'],
  version: 1,
  summary: 'relaxed accuracy: 5 % for numbers, the same text otherwise',
  rules: { report, reward, 'maestro-2605': chartqaReference },
};

export const chartqaStrictYears: Grader = {
  id: 'chartqa-strict-years',
  aliases: [],
  version: 1,
  summary: 'ChartQA with exact years',
  rules: { report: strictYears, reward, 'maestro-2605': chartqaReference },
};

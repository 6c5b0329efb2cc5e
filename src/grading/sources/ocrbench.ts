/**
 * @module OCRBench (Liu et al., arXiv 2305.07895): right when the prediction contains any truth, lower-cased, line breaks as
 * spaces. Only HME100k (formulas) differs: all spaces removed, case kept. The score is the sum of five parts (300, 200, 200,
 * 200, 100) of 1,000: tasks carry the dataset in `category`.
 */
import type { Grader, Item } from '../contract.js';
import { oneOf } from '../finding.js';
import { sameTextOrNumber } from '../generic/exact.js';
import { commit } from '../read/commit.js';

function isFormula({ category, family }: Item): boolean {
  return /hme100k|handwritten mathematical expression/i.test(`${category} ${family}`);
}

const report = oneOf(
  ({ answer }) => answer,
  (answer, truth, item) => {
    if (isFormula(item)) return packed(answer).includes(packed(truth));
    const flat = (text: string): string => text.toLowerCase().trim().replaceAll('\n', ' ');
    return flat(answer).includes(flat(truth));
  },
  'contains',
);

function packed(text: string): string {
  return text.trim().replaceAll('\n', ' ').replaceAll(' ', '');
}

/** The whole committed answer is the text: pouring out a page does not pay. */
const reward = oneOf(
  ({ answer }) => commit(answer),
  (committed, truth, item) =>
    isFormula(item) ? packed(committed) === packed(truth) : sameTextOrNumber(committed, truth),
);

export const ocrbench: Grader = {
  id: 'ocrbench',
  aliases: ['ocr-bench'],
  version: 1,
  summary: 'the prediction contains a truth; under reward it is one',
  rules: { report, reward },
};

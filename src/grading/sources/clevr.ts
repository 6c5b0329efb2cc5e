/** @module CLEVR (Johnson et al., arXiv 1612.06890): an exact word of the answer vocabulary (yes, no, 0 to 10, attributes). */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { sameTextOrNumber } from '../generic/exact.js';
import { commit } from '../read/commit.js';
import { readYesNo } from '../read/yes-no.js';

const report = oneOf(
  ({ answer }) => answer.trim().toLowerCase(),
  (answer, truth) => answer === truth.trim().toLowerCase(),
);

const reward = oneOf(
  ({ answer }) => commit(answer),
  (committed, truth) =>
    sameTextOrNumber(committed, truth) || (readYesNo(truth) !== undefined && readYesNo(committed) === readYesNo(truth)),
);

export const clevr: Grader = {
  id: 'clevr',
  aliases: [],
  version: 1,
  summary: 'an exact word of the answer vocabulary',
  rules: { report, reward },
};

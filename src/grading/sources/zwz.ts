/**
 * @module `zwz`: a data source that the reference implementation scores and nowhere explains. No published protocol was found,
 * so `report` is equality with the truth.
 */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { exact, sameTextOrNumber } from '../generic/exact.js';
import { commit } from '../read/commit.js';
import { zwzReference } from '../reference/text-sources.js';

export const zwz: Grader = {
  id: 'zwz',
  aliases: [],
  version: 1,
  summary: 'the same text or number',
  rules: {
    report: exact.rules.report,
    reward: oneOf(({ answer }) => commit(answer), sameTextOrNumber),
    'maestro-2605': zwzReference,
  },
};

/**
 * @module V* (Wu and Xie, arXiv 2312.14135): 191 items, 115 direct attributes and 76 relative positions; report both and the
 * micro average (`category`). The original file lists the right option first: a reader has to shuffle by seed.
 */
import type { Grader } from '../contract.js';
import { choiceReward } from '../generic/multiple-choice.js';
import { vstarReference } from '../reference/text-sources.js';
import { letterReport } from './letter-report.js';

export const vstar: Grader = {
  id: 'vstar',
  aliases: ['v*', 'vstar-bench', 'v-star'],
  version: 2,
  summary: 'one letter against the label',
  rules: { report: letterReport, reward: choiceReward, 'maestro-2605': vstarReference },
};

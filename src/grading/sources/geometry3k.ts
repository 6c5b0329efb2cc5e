/**
 * @module Geometry3K (Lu et al., arXiv 2105.04165): two different tasks, never in one column. Open answers (2,101 / 300 / 601
 * items) are compared mathematically. The 4-choice form (601) is scored by its letter; Inter-GPS counts a quarter of what it
 * could not solve as guessed right, which is left to whoever makes such a table.
 */
import type { Grader } from '../contract.js';
import { choiceReward } from '../generic/multiple-choice.js';
import { lastBox, mathRule } from '../generic/math.js';
import { commit } from '../read/commit.js';
import { mathReference } from '../reference/math.js';
import { letterReport } from './letter-report.js';

/** Truths such as `11.3` were rounded from `8\sqrt{2}`: an answer that rounds to the truth is right. */
const ROUNDED = { truthIsRounded: true };

export const geometry3k: Grader = {
  id: 'geometry3k',
  aliases: ['geometry-3k', 'hiyouga/geometry3k'],
  version: 2,
  summary: 'open answers, mathematically the same, or rounding to a truth with decimals',
  rules: { report: mathRule(lastBox), reward: mathRule(commit, ROUNDED), 'maestro-2605': mathReference },
};

export const geometry3kChoice: Grader = {
  id: 'geometry3k-choice',
  aliases: [],
  version: 2,
  summary: 'the 4-choice form: one letter',
  rules: { report: letterReport, reward: choiceReward },
};

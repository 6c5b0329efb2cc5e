/**
 * @module ERQA (Gemini Robotics, arXiv 2503.20020): 400 items (confirmed: EvalScope's data statistics), images interleaved at
 * `visual_indices`. The published script drops full stops, strips, lowers, and compares with the letter.
 */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { choiceReward } from '../generic/multiple-choice.js';

const report = oneOf(
  ({ answer }) => answer.replaceAll('.', '').trim().toLowerCase(),
  (answer, truth) => answer === truth.trim().toLowerCase(),
);

export const erqa: Grader = {
  id: 'erqa',
  aliases: [],
  version: 2,
  summary: 'the letter, without full stops and case',
  rules: { report, reward: choiceReward },
};

/**
 * @module MSEarth MCQ (arXiv 2505.20740): a leading A to D is parsed and compared, case not folded, else the exact text of the
 * option. There are files with and without captions: tasks carry which in `split`.
 */
import type { Grader, Rule } from '../contract.js';
import { compared } from '../finding.js';
import { choiceReward, optionsOf, rightOption } from '../generic/multiple-choice.js';
import { letterOf } from '../read/option.js';
import { optionReference } from '../reference/text-sources.js';

const report: Rule = (item) => {
  const right = rightOption(item);
  const text = item.answer.trim();
  const letter = /^([A-D])(?![A-Za-z])/.exec(text)?.[1];
  const wanted = right === undefined ? '' : letterOf(right);
  if (letter !== undefined) return compared(letter, letter === wanted, wanted);
  const option = right === undefined ? undefined : optionsOf(item)[right];
  return compared(text, option !== undefined && option !== '' && text === option, option ?? wanted);
};

export const msearthmcq: Grader = {
  id: 'msearthmcq',
  aliases: ['msearth-mcq', 'msearth'],
  version: 2,
  summary: 'a leading letter A to D, else the exact text of the option',
  rules: { report, reward: choiceReward, 'maestro-2605': optionReference },
};

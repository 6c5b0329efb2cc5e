/**
 * @module MicroVQA (Burgess et al., arXiv 2503.13399). Officially the options are numbered from 1 and the reply has to say
 * "answer is (X)", while `correct_index` counts from 0; the number of options varies. The reference uses letters instead, with
 * truths `[letter, text]`: both are read.
 */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { choiceReward, rightOption } from '../generic/multiple-choice.js';
import { indexOfLetter } from '../read/option.js';
import { optionReference } from '../reference/text-sources.js';

/** Right option from 0: a letter or text as usual, or `correct_index`. */
function rightIndex(truths: readonly string[], otherwise: number | undefined): number | undefined {
  const [first = ''] = truths;
  return /^\d+$/.test(first) ? Number(first) : otherwise;
}

const report: Rule = (item) => {
  const said = [...item.answer.matchAll(/answer is:?\s*\**\(?\s*(\d{1,2}|[A-J])\b\)?/gi)].at(-1)?.[1];
  if (said === undefined) return noAnswer('the answer does not say "answer is (X)"');
  const index = /^\d+$/.test(said) ? Number(said) - 1 : indexOfLetter(said);
  const right = rightIndex(item.truths, rightOption(item));
  return compared(`(${said})`, index === right, right === undefined ? item.truths.join('" or "') : `(${right + 1})`);
};

const reward: Rule = (item, tools) => {
  const right = rightIndex(item.truths, undefined);
  if (right === undefined) return choiceReward(item, tools);
  const number =
    /^\(?(\d{1,2})[).]?$/.exec(item.answer.trim())?.[1] ??
    /^(?:the )?answer is:?\s*\(?(\d{1,2})\)?\.?$/i.exec(item.answer.trim())?.[1];
  if (number !== undefined) return compared(number, Number(number) - 1 === right, String(right + 1));
  return choiceReward({ ...item, truths: ['ABCDEFGHIJ'.charAt(right)] }, tools);
};

export const microvqa: Grader = {
  id: 'microvqa',
  aliases: ['micro-vqa'],
  version: 2,
  summary: 'the option\'s number in "answer is (X)"; letters and texts under reward',
  rules: { report, reward, 'maestro-2605': optionReference },
};

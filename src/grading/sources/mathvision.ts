/**
 * @module MATH-Vision (Wang et al., arXiv 2402.14804): the last box is right when it is the letter of the right option or that
 * option's value; values are compared mathematically. Other papers let a model judge: `mathvision-judge`, never in one column.
 */
import type { Grader, Item, Rule } from '../contract.js';
import { mathRule, lastBox } from '../generic/math.js';
import { choiceReward, rightOption } from '../generic/multiple-choice.js';
import { judgeRule } from '../generic/judge.js';
import { commit } from '../read/commit.js';

/** The truths and, where the question has options, the value of the right one. */
function withValue(item: Item): Item {
  const right = item.options.length === 0 ? undefined : rightOption(item);
  const value = right === undefined ? undefined : item.options[right];
  return value === undefined ? item : { ...item, truths: [...item.truths, value] };
}

const reportValue = mathRule((answer) => lastBox(answer)?.replace(/^\(?([A-J])\)?[.:]?$/, '$1'));
const rewardValue = mathRule(commit);

const report: Rule = (item, tools) => reportValue(withValue(item), tools);

const reward: Rule = async (item, tools) => {
  if (item.options.length === 0) return rewardValue(item, tools);
  const byOption = await choiceReward(item, tools);
  return byOption.correct === true || byOption.extracted !== '' ? byOption : rewardValue(withValue(item), tools);
};

export const mathvision: Grader = {
  id: 'mathvision',
  aliases: ['math-vision', 'mathv'],
  version: 2,
  summary: 'the letter or the value of the right option; open answers mathematically',
  rules: { report, reward },
};

export const mathvisionJudge: Grader = {
  id: 'mathvision-judge',
  aliases: [],
  version: 2,
  summary: 'MATH-Vision as scored by a judge model; the reward needs none',
  rules: { report: judgeRule, reward },
};

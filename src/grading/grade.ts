/** @module Grades an answer by the rules of its data source. */
import { RULES, type RuleName } from '../domain/reward.js';
import {
  MAX_REPORTED,
  MAX_REWARDED,
  type Finding,
  type GradeInput,
  type Grader,
  type GradingTools,
  type Item,
  type Verdict,
  type Verdicts,
} from './contract.js';
import { noAnswer } from './finding.js';
import { graderOf } from './sources.js';

/**
 * The verdict of one rule; a source without a `maestro-2605` rule of its own is scored there by nothing, and gives undefined.
 * @returns undefined when there is no ground truth, or no such rule, so that nothing can be said
 * @throws MaestroError INVALID_INPUT for an unknown data source; what an injected tool throws
 */
export async function gradeBy(rule: RuleName, input: GradeInput, tools: GradingTools): Promise<Verdict | undefined> {
  const { grader, parameter } = graderOf(input.dataSource);
  return input.groundTruth.length === 0 ? undefined : await apply(grader, rule, itemOf(input, parameter), tools);
}

/** The verdict of every rule of the source. @returns undefined when there is no ground truth */
export async function gradeAll(input: GradeInput, tools: GradingTools): Promise<Verdicts | undefined> {
  const { grader, parameter } = graderOf(input.dataSource);
  if (input.groundTruth.length === 0) return undefined;
  const item = itemOf(input, parameter);
  const [report, reward, reference] = await Promise.all(RULES.map((rule) => apply(grader, rule, item, tools)));
  if (report === undefined || reward === undefined) return undefined;
  return { report, reward, ...(reference === undefined ? {} : { 'maestro-2605': reference }) };
}

async function apply(grader: Grader, name: RuleName, item: Item, tools: GradingTools): Promise<Verdict | undefined> {
  const rule = grader.rules[name];
  if (rule === undefined) return undefined;
  const limit = name === 'reward' ? (grader.maxLength ?? MAX_REWARDED) : MAX_REPORTED;
  const finding: Finding =
    item.answer.length > limit
      ? noAnswer(`the answer is longer than ${limit} characters, and so commits to nothing`)
      : await rule(item, tools);
  return { ...finding, rule: `${grader.id}/${name}@${grader.version}` };
}

function itemOf(input: GradeInput, parameter: string): Item {
  const { answer, groundTruth, family = '', question = '', options = [], answerType = '', category = '' } = input;
  return { answer, truths: groundTruth, family, question, options, answerType, category, parameter };
}

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
  type Rule,
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
  if (input.groundTruth.length === 0) return undefined;
  const item = itemOf(input, parameter);
  return await apply(grader, rule, item, eachRuleOnce(item, tools));
}

/** The verdict of every rule of the source. @returns undefined when there is no ground truth */
export async function gradeAll(input: GradeInput, tools: GradingTools): Promise<Verdicts | undefined> {
  const { grader, parameter } = graderOf(input.dataSource);
  if (input.groundTruth.length === 0) return undefined;
  const item = itemOf(input, parameter);
  const find = eachRuleOnce(item, tools);
  const found = RULES.map((rule) => apply(grader, rule, item, find));
  // Most rules answer at once: a turn of the event loop for each would cost more than they do.
  const [report, reward, reference] = found.every(isNow)
    ? found
    : await Promise.all(found.map((each) => Promise.resolve(each)));
  if (report === undefined || reward === undefined) return undefined;
  return { report, reward, ...(reference === undefined ? {} : { 'maestro-2605': reference }) };
}

type Find = (rule: Rule) => ReturnType<Rule>;

/** Two names may stand for one rule, which may run programs or ask algebra: it is applied once. */
function eachRuleOnce(item: Item, tools: GradingTools): Find {
  const findings = new Map<Rule, ReturnType<Rule>>();
  return (rule) => {
    const finding = findings.get(rule) ?? rule(item, tools);
    findings.set(rule, finding);
    return finding;
  };
}

type Applied = Verdict | undefined;

function isNow(applied: Applied | Promise<Applied>): applied is Applied {
  return !(applied instanceof Promise);
}

function apply(grader: Grader, name: RuleName, item: Item, find: Find): Applied | Promise<Applied> {
  const rule = grader.rules[name];
  if (rule === undefined) return undefined;
  const refused = refusal(grader, name, item.answer);
  const finding = refused === undefined ? find(rule) : noAnswer(refused);
  const named = (of: Finding): Verdict => ({ ...of, rule: `${grader.id}/${name}@${grader.version}` });
  return finding instanceof Promise ? finding.then(named) : named(finding);
}

function refusal(grader: Grader, name: RuleName, answer: string): string | undefined {
  const limit = name === 'reward' ? (grader.maxLength ?? MAX_REWARDED) : MAX_REPORTED;
  if (answer.length > limit) return `the answer is longer than ${limit} characters, and so commits to nothing`;
  return name === 'reward' ? grader.refuses?.(answer) : undefined;
}

/** What a rule sees of an item. */
export function itemOf(input: GradeInput, parameter: string): Item {
  const { answer, groundTruth, family = '', question = '', options = [], answerType = '', category = '' } = input;
  return { answer, truths: groundTruth, family, question, options, answerType, category, parameter };
}

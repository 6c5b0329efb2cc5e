/** @module A verdict with its reward, from an answer and the structured trajectory: when a rollout ends, and whenever it is scored again. */
import { clip } from '../domain/escape.js';
import { composeReward, type RewardFacts, type RuleName } from '../domain/reward.js';
import type { PreparedTask } from '../domain/task.js';
import { inOrder, type RuleVerdicts, type VerdictSummary } from '../domain/verdict.js';
import type { GradeInput, Verdicts } from '../grading/contract.js';
import type { Grading } from '../grading/grading.js';
import type { DeclaredReward } from '../grading/reward-file.js';
import { settle, type Decision } from './decision.js';

const MAX_SHOWN = 200;

/** What of a task its verdict depends on. */
export type GradedTask = Pick<
  PreparedTask,
  'dataSource' | 'family' | 'groundTruth' | 'question' | 'options' | 'answerType' | 'category'
>;

export interface Scorable {
  readonly task: GradedTask;
  /** Undefined: there was none. */
  readonly answer: string | undefined;
  readonly reward: DeclaredReward;
  readonly trajectory: Pick<RewardFacts, 'outcome' | 'turns'>;
  readonly elapsedMs: number;
  /** Of a judge or a person, for what the rules leave open. */
  readonly decision: Decision | undefined;
}

/** @throws MaestroError INVALID_INPUT for an unknown data source */
export async function scoreAnswer(
  grading: Pick<Grading, 'all'>,
  { task, answer, reward, trajectory, elapsedMs, decision }: Scorable,
): Promise<VerdictSummary> {
  const { spec, hash } = reward;
  const byRules = answer === undefined ? undefined : shortened(await grading.all(gradeInputOf(task, answer)));
  const open = byReward(task, answer, byRules, spec.answer.rule);
  const { verdict, verdicts, decidedBy } = settle(open, byRules, decision);
  const { correct, score, rule, why } = verdict;
  const terms = composeReward(spec, { ...trajectory, correct, score, latencyMs: elapsedMs });
  return {
    correct,
    score,
    answerReward: terms.answer,
    formatReward: terms.format,
    reward: terms.total,
    answer: clip(answer ?? '', MAX_SHOWN),
    rule,
    why,
    ...(verdicts === undefined ? {} : { verdicts }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    given: { name: spec.name, version: spec.version, hash, terms, elapsedMs },
  };
}

/** The verdict of the rule that the reward names. No answer is a wrong one; a rule that can't decide leaves it open. */
function byReward(
  { groundTruth, dataSource }: GradedTask,
  answer: string | undefined,
  verdicts: RuleVerdicts | undefined,
  rule: RuleName,
): Pick<VerdictSummary, 'correct' | 'score' | 'rule' | 'why'> {
  const open = { correct: null, score: 0, rule: '' };
  if (groundTruth.length === 0) return { ...open, why: 'there is no ground truth' };
  if (answer === undefined) return { ...open, correct: false, why: 'there is no answer' };
  return verdicts?.[rule] ?? { ...open, why: `the source ${dataSource} has no rule ${rule}` };
}

/** As the workflow's history and the store keep them. */
function shortened(verdicts: Verdicts | undefined): RuleVerdicts | undefined {
  if (verdicts === undefined) return undefined;
  return Object.fromEntries(
    inOrder(verdicts).map(([rule, verdict]) => [rule, { ...verdict, why: clip(verdict.why, MAX_SHOWN) }]),
  );
}

function gradeInputOf(task: GradedTask, answer: string): GradeInput {
  return { ...gradeFactsOf(task), groundTruth: task.groundTruth, answer };
}

/** What rules may know of a task before anything is known of its truth. */
export function gradeFactsOf(task: Omit<GradedTask, 'groundTruth'>): Omit<GradeInput, 'groundTruth' | 'answer'> {
  const { dataSource, family, question, options, answerType, category } = task;
  return {
    ...{ dataSource, family, question },
    ...(options === undefined ? {} : { options }),
    ...(answerType === undefined ? {} : { answerType }),
    ...(category === undefined ? {} : { category }),
  };
}

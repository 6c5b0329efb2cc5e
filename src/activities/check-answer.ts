/** @module `checkAnswer`: the verdict of every rule of the data source, and the reward of the structured trajectory. */
import { clip } from '../domain/escape.js';
import { composeReward, type RuleName } from '../domain/reward.js';
import type { PreparedTask } from '../domain/task.js';
import { inOrder, type RuleVerdicts, type VerdictSummary } from '../domain/verdict.js';
import { DECIDE_STEP, JUDGE_STEPS } from '../domain/step-id.js';
import type { GradeInput, Verdicts } from '../grading/contract.js';
import type { CallRow } from '../store/rows.js';
import { decisionOf, settle } from './decision.js';
import { readDecision } from './bodies.js';
import type { CheckInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import { rewardReader } from './rewards.js';
import type { RunRows } from './run-rows.js';

const MAX_SHOWN = 200;

export function createCheckAnswer(
  { grading, results }: Pick<ActivityDeps, 'grading' | 'results'>,
  readPinned: ReadPinned,
  seen: RunRows,
) {
  const readReward = rewardReader(results.documents);
  return async (
    { plan: ref, outcome, turns, answerTurn, elapsedMs = 0, judged, review }: CheckInput,
    { runId }: RunContext,
  ): Promise<VerdictSummary> => {
    const { plan } = await readPinned(ref);
    const { spec, hash } = await readReward(plan.reward);
    const used = [DECIDE_STEP, ...(judged === undefined ? [] : JUDGE_STEPS)];
    const keys = answerTurn === null ? [] : used.map((step) => ({ turn: answerTurn, step }));
    const rows = await seen.of({ rolloutId: plan.rolloutId, runId }, keys);
    const answer = answerOf(rows.find((row) => row.step === DECIDE_STEP));
    const byRules = answer === undefined ? undefined : shortened(await grading.all(gradeInputOf(plan.task, answer)));
    const open = byReward(plan.task, answer, byRules, spec.answer.rule);
    const decision = answer === undefined ? undefined : decisionOf(plan.task, answer, { judged, review, rows });
    const { verdict, verdicts, decidedBy } = settle(open, byRules, decision);
    const { correct, score, rule, why } = verdict;
    const terms = composeReward(spec, { outcome, turns, correct, score, latencyMs: elapsedMs });
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
  };
}

/** The verdict of the rule that the reward names. No answer is a wrong one; a rule that can't decide leaves it open. */
export function byReward(
  { groundTruth, dataSource }: Pick<PreparedTask, 'groundTruth' | 'dataSource'>,
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
export function shortened(verdicts: Verdicts | undefined): RuleVerdicts | undefined {
  if (verdicts === undefined) return undefined;
  return Object.fromEntries(
    inOrder(verdicts).map(([rule, verdict]) => [rule, { ...verdict, why: clip(verdict.why, MAX_SHOWN) }]),
  );
}

export function gradeInputOf(task: PreparedTask, answer: string): GradeInput {
  const { dataSource, family, groundTruth, question, options, answerType, category } = task;
  return {
    ...{ dataSource, family, groundTruth, question, answer },
    ...(options === undefined ? {} : { options }),
    ...(answerType === undefined ? {} : { answerType }),
    ...(category === undefined ? {} : { category }),
  };
}

/** The committed answer, whole, from the row of the decision that gave it. */
export function answerOf(row: CallRow | undefined): string | undefined {
  const action = row === undefined ? undefined : readDecision(row).action;
  return action?.kind === 'answer' ? action.text : undefined;
}

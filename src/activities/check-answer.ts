/** @module `checkAnswer`: the verdict of the data source's reward rule, and the reward of the structured trajectory. */
import { clip } from '../domain/escape.js';
import { rewardOf } from '../domain/reward.js';
import type { PreparedTask } from '../domain/task.js';
import type { VerdictSummary } from '../domain/trajectory.js';
import { DECIDE_STEP } from '../domain/step-id.js';
import type { GradeInput } from '../grading/contract.js';
import type { Grading } from '../grading/grading.js';
import type { CallRow } from '../store/rows.js';
import { readDecision } from './bodies.js';
import type { CheckInput } from './contract.js';
import type { RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import type { RunRows } from './run-rows.js';

const MAX_SHOWN = 200;

export function createCheckAnswer(grading: Grading, readPinned: ReadPinned, seen: RunRows) {
  return async (
    { plan: ref, outcome, turns, answerTurn }: CheckInput,
    { runId }: RunContext,
  ): Promise<VerdictSummary> => {
    const { plan } = await readPinned(ref);
    const used = answerTurn === null ? [] : [{ turn: answerTurn, step: DECIDE_STEP }];
    const [row] = await seen.of({ rolloutId: plan.rolloutId, runId }, used);
    const answer = answerOf(row);
    const verdict = answer === undefined ? undefined : await grading.by('reward', gradeInputOf(plan.task, answer));
    // No answer is a wrong one; a rule that can't decide leaves it open.
    const correct = plan.task.groundTruth.length === 0 ? null : verdict === undefined ? false : verdict.correct;
    return {
      correct,
      score: verdict?.score ?? 0,
      ...rewardOf(outcome, turns, correct),
      answer: clip(answer ?? '', MAX_SHOWN),
      rule: verdict?.rule ?? '',
      why: clip(verdict?.why ?? (answer === undefined ? 'there is no answer' : 'there is no ground truth'), MAX_SHOWN),
    };
  };
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

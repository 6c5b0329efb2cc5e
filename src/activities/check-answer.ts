/** @module `checkAnswer`: the verdict of every rule of the data source, and the reward of the structured trajectory. */
import type { VerdictSummary } from '../domain/verdict.js';
import { DECIDE_STEP, JUDGE_STEPS } from '../domain/step-id.js';
import type { CallRow } from '../store/rows.js';
import { decisionOf } from './decision.js';
import { readDecision } from './bodies.js';
import type { CheckInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import { rewardReader } from './rewards.js';
import type { RunRows } from './run-rows.js';
import { scoreAnswer } from './score-answer.js';

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
    const reward = await readReward(plan.reward);
    const used = [DECIDE_STEP, ...(judged === undefined ? [] : JUDGE_STEPS)];
    const keys = answerTurn === null ? [] : used.map((step) => ({ turn: answerTurn, step }));
    const rows = await seen.of({ rolloutId: plan.rolloutId, runId }, keys);
    const answer = answerOf(rows.find((row) => row.step === DECIDE_STEP));
    const decision = answer === undefined ? undefined : decisionOf(plan.task, answer, { judged, review, rows });
    const trajectory = { outcome, turns };
    return scoreAnswer(grading, { task: plan.task, answer, reward, trajectory, elapsedMs, decision });
  };
}

/** The committed answer, whole, from the row of the decision that gave it. */
export function answerOf(row: CallRow | undefined): string | undefined {
  const action = row === undefined ? undefined : readDecision(row).action;
  return action?.kind === 'answer' ? action.text : undefined;
}

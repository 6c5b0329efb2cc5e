/** @module `recordResult`: the whole trajectory as rows of the results store; writing it again changes nothing. */
import type { RolloutState } from '../domain/transition.js';
import type { PlanDocument } from '../domain/task.js';
import { DECIDE_STEP, isJudgeStep } from '../domain/step-id.js';
import { buildTranscript } from './transcript.js';
import type { CallRow, RolloutRow, TurnRow } from '../store/rows.js';
import { asJson } from './as-json.js';
import { answerOf } from './check-answer.js';
import type { RecordInput } from './contract.js';
import type { ActivityDeps, RunContext } from './deps.js';
import type { ReadPinned } from './documents.js';
import type { RunRows } from './run-rows.js';

export function createRecordResult(deps: ActivityDeps, readPinned: ReadPinned, seen: RunRows) {
  return async ({ state, finishedAtMs }: RecordInput, { runId }: RunContext): Promise<void> => {
    const { plan, snapshot } = await readPinned(state.plan.ref);
    const rows = await seen.all({ rolloutId: plan.rolloutId, runId });
    const transcript = buildTranscript(state.turns, rows, snapshot);
    const answer = answerOf(rows.find((row) => row.turn === state.answerTurn && row.step === DECIDE_STEP));
    const turns = state.turns.map((turn, index): TurnRow => {
      const seen = transcript[index];
      const calls = rows.filter((row) => row.turn === turn.turn);
      return {
        rolloutId: plan.rolloutId,
        turn: turn.turn,
        action: turn.action,
        pair: turn.pair === '' ? null : turn.pair,
        solver: turn.solver === '' ? null : turn.solver,
        route: turn.route,
        status: turn.status,
        note: turn.note,
        summary: turn.summary,
        confidence: turn.confidence,
        decision: asJson(seen?.decision ?? null),
        observation: asJson(seen?.observation ?? null),
        calls: turn.usage.calls,
        promptTokens: turn.usage.promptTokens,
        completionTokens: turn.usage.completionTokens,
        costUsd: turn.usage.costUsd,
        startedAt: null,
        latencyMs: calls.reduce((sum, row) => sum + row.latencyMs, 0),
      };
    });
    await deps.results.recordRollout(rolloutRow({ plan, state, finishedAtMs, answer, rows }), turns);
  };
}

interface Finished {
  readonly plan: PlanDocument;
  readonly state: RolloutState;
  readonly finishedAtMs: number;
  readonly answer: string | undefined;
  readonly rows: readonly CallRow[];
}

/** Something was down or did not answer: what the rollout says of its policy is not to be trusted. */
function isTainted({ turns, outcome, ownFault }: RolloutState): boolean {
  return (
    outcome === 'policy_failed' ||
    ownFault === true ||
    turns.some(({ status }) => status === 'unavailable' || status === 'timed_out')
  );
}

function rolloutRow({ plan, state, finishedAtMs, answer, rows }: Finished): RolloutRow {
  const { task } = plan;
  const { verdict, usage } = state;
  return {
    id: plan.rolloutId,
    suite: plan.suite,
    dataset: plan.dataset ?? null,
    batch: plan.batch,
    taskId: task.id,
    sample: plan.sample,
    seed: plan.seed,
    family: task.family,
    dataSource: task.dataSource,
    policy: plan.policy,
    policyVersion: null,
    registry: plan.registry,
    prompt: plan.prompt,
    plan: state.plan.ref.sha256,
    outcome: state.outcome ?? 'cancelled',
    reason: state.reason,
    answer: answer ?? null,
    correct: verdict?.correct ?? null,
    reward: verdict?.reward ?? null,
    formatReward: verdict?.formatReward ?? null,
    answerReward: verdict?.answerReward ?? null,
    // Asking a judge is no call of the rollout's own.
    calls: rows.filter((row) => !isJudgeStep(row.step)).length,
    turns: state.turns.length,
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    costUsd: usage.costUsd,
    startedAt: new Date(state.plan.startedAtMs).toISOString(),
    finishedAt: new Date(finishedAtMs).toISOString(),
    latencyMs: Math.max(0, finishedAtMs - state.plan.startedAtMs),
    tainted: isTainted(state),
    question: task.question,
    images: task.images,
    groundTruth: task.groundTruth,
    verdict: asJson(verdict ?? null),
    trajectory: asJson({
      ...{ turns: state.turns, answer_turn: state.answerTurn ?? null },
      ...(state.ownFault === true ? { own_fault: true } : {}),
    }),
  };
}

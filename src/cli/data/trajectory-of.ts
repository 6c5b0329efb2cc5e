/** @module A finished rollout of the results store as a trajectory. */
import { z } from 'zod';
import { decisionSchema, readDecision } from '../../activities/bodies.js';
import { parsePlanDocument } from '../../activities/plan-schema.js';
import { promptReader } from '../../activities/prompts.js';
import type { Message, Trajectory } from '../../datasets/writers/trajectory.js';
import { printDecision, type Decision } from '../../domain/action.js';
import { DECIDE_STEP } from '../../domain/step-id.js';
import type { Task } from '../../domain/task.js';
import { informationBlock, OBSERVATION_STATUSES } from '../../domain/transcript.js';
import { getJson } from '../../store/json-blobs.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { RolloutRow, TurnRow } from '../../store/rows.js';

const observationSchema = z.object({
  status: z.enum(OBSERVATION_STATUSES),
  text: z.string(),
  confidence: z.number().optional(),
});
const trajectorySchema = z.object({ answer_turn: z.number().nullable() });

/** @throws MaestroError when a document or a row can't be read */
export async function trajectoryOf(results: ResultStore, record: RolloutRecord): Promise<Trajectory> {
  const { rollout, turns, calls } = record;
  const { answer_turn: answerTurn } = trajectorySchema.parse(rollout.trajectory);
  const decided = calls.find((row) => row.turn === answerTurn && row.step === DECIDE_STEP);
  const last: readonly Message[] =
    decided === undefined ? [] : [{ role: 'assistant', content: spoken(readDecision(decided)) }];
  return {
    rollout: rollout.id,
    sample: rollout.sample,
    policy: rollout.policy,
    outcome: rollout.outcome,
    answer: rollout.answer,
    correct: rollout.correct,
    reward: rollout.reward,
    format_reward: rollout.formatReward,
    answer_reward: rollout.answerReward,
    dataset: rollout.dataset,
    system: await promptReader(results.documents)(rollout.prompt),
    task: await taskOf(results, rollout),
    messages: [...turns.flatMap(exchangeOf), ...last],
  };
}

function exchangeOf({ decision, observation }: TurnRow): readonly Message[] {
  const { status, text, confidence } = observationSchema.parse(observation);
  return [
    { role: 'assistant', content: spoken(decisionSchema.parse(decision)) },
    { role: 'user', content: informationBlock({ status, text, confidence }) },
  ];
}

/** A malformed decision as the model wrote it. */
function spoken(decision: Decision): string {
  return decision.action.kind === 'malformed' ? decision.text : printDecision(decision);
}

/** Without its pictures. The plan knows more of it than the row. */
async function taskOf(results: ResultStore, rollout: RolloutRow): Promise<Task> {
  const bare: Task = {
    id: rollout.taskId,
    question: rollout.question,
    data_source: rollout.dataSource,
    ...(rollout.groundTruth.length === 0 ? {} : { ground_truth: rollout.groundTruth }),
    ...(rollout.family === '' ? {} : { family: rollout.family }),
  };
  if (rollout.plan === null) return bare;
  const { task } = parsePlanDocument(await getJson(results.documents, rollout.plan));
  return {
    ...bare,
    ...(task.options === undefined ? {} : { options: task.options }),
    ...(task.answerType === undefined ? {} : { answer_type: task.answerType }),
    ...(task.split === undefined ? {} : { split: task.split }),
    ...(task.category === undefined ? {} : { category: task.category }),
    ...(task.group === undefined ? {} : { group: task.group }),
  };
}

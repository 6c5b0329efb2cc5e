/** @module A finished rollout of the results store as a trajectory. */
import { z } from 'zod';
import { decisionSchema, readDecision } from '../../activities/bodies.js';
import { parsePlanDocument } from '../../activities/plan-schema.js';
import { readDecisionSamples } from '../../activities/learned/decision-samples.js';
import { readGeneration } from '../../activities/learned/generations.js';
import { promptReader } from '../../activities/prompts.js';
import type { DecisionRow, GroupFacts, Message, PromptRow, Trajectory } from '../../datasets/writers/trajectory.js';
import { IMAGE_MARK } from '../../datasets/writers/verl-columns.js';
import { printDecision, type Decision } from '../../domain/action.js';
import { pairName } from '../../domain/registry.js';
import { DECIDE_STEP } from '../../domain/step-id.js';
import type { Task } from '../../domain/task.js';
import { informationBlock, OBSERVATION_STATUSES } from '../../domain/transcript.js';
import { getJson } from '../../store/json-blobs.js';
import type { Generation, PromptMessage } from '../../policies/generation.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { CallRow, RolloutRow, TurnRow } from '../../store/rows.js';

const observationSchema = z.object({
  status: z.enum(OBSERVATION_STATUSES),
  text: z.string(),
  confidence: z.number().optional(),
});
const trajectorySchema = z.object({ answer_turn: z.number().nullable() });

/** @throws MaestroError when a document or a row can't be read */
export async function trajectoryOf(
  results: ResultStore,
  record: RolloutRecord,
  group: GroupFacts,
): Promise<Trajectory> {
  const { rollout, turns, calls } = record;
  const { answer_turn: answerTurn } = trajectorySchema.parse(rollout.trajectory);
  const decided = calls.find((row) => row.turn === answerTurn && row.step === DECIDE_STEP);
  const last: readonly Message[] =
    decided === undefined ? [] : [{ role: 'assistant', content: spoken(readDecision(decided)) }];
  const system = await promptReader(results.documents)(rollout.prompt);
  const deciding = calls.filter(({ step }) => step === DECIDE_STEP).sort((one, other) => one.turn - other.turn);
  return {
    ...group,
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
    system,
    task: await taskOf(results, rollout),
    messages: [...turns.flatMap(exchangeOf), ...last],
    decisions: deciding.map((row) => decisionRow(row, system)),
  };
}

const NO_GENERATION = {
  ...{ logprob: null, prompt: [], completion: null, reasoning: null, finish_reason: null, seed: null },
  ...{ temperature: null, top_p: null, prompt_token_ids: [], token_ids: [], logprobs: [] },
} as const;

function decisionRow(row: CallRow, system: string): DecisionRow {
  const { action } = readDecision(row);
  const [sample] = readDecisionSamples([row]);
  const generation = readGeneration(row);
  return {
    turn: row.turn,
    action: action.kind,
    pair: action.kind === 'call' ? pairName(action.model, action.skill) : null,
    propensity: sample?.propensity ?? null,
    ...(generation === undefined ? NO_GENERATION : generated(generation, system)),
  };
}

function generated(of: Generation, system: string): Omit<DecisionRow, 'turn' | 'action' | 'pair' | 'propensity'> {
  const { logprobs } = of;
  return {
    logprob: logprobs === null ? null : logprobs.reduce((sum, each) => sum + each, 0),
    prompt: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...of.prompt.map(promptRow)],
    completion: withTools(of.text, of.toolCalls),
    reasoning: of.reasoning,
    finish_reason: of.finishReason,
    ...{ seed: of.seed, temperature: of.temperature, top_p: of.topP },
    prompt_token_ids: of.promptTokenIds ?? [],
    token_ids: of.tokenIds ?? [],
    logprobs: logprobs ?? [],
  };
}

function promptRow({ role, text, images, toolCalls }: PromptMessage): PromptRow {
  return { role, content: IMAGE_MARK.repeat(images) + withTools(text, toolCalls) };
}

function withTools(text: string, toolCalls: PromptMessage['toolCalls']): string {
  return toolCalls.length === 0 ? text : text + JSON.stringify({ tool_calls: toolCalls });
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

/** @module Trajectories for outside trainers: verl's columns of the task, the conversation that followed, and the rewards. */
import type { Task } from '../../domain/task.js';
import {
  flagField,
  integerField,
  listField,
  numberField,
  structField,
  textField,
  type Field,
} from './parquet-schema.js';
import { messagesField, VERL_FIELDS, verlRow, type VerlImage } from './verl-columns.js';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Characters (Unicode code points, as Python counts them), the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Of the rollouts of one task under one policy. */
export interface GroupFacts {
  /** Told apart by it. */
  readonly group: string;
  readonly member: number;
  /** Of a training run: updates before it. */
  readonly step: number | null;
  /** What is learned from: `reward`, of a training run less what it takes for calls and money. */
  readonly training_reward: number | null;
  /** Over the fellows; null: there are none, or one has no reward. */
  readonly advantage: number | null;
}

/** One decision, as the policy saw and took it: exact, where `messages` tell of it in one form for all policies. */
export interface DecisionRow {
  readonly turn: number;
  /** `call`, `answer` or `malformed`. */
  readonly action: string;
  readonly pair: string | null;
  /** With which probability a learned policy drew it. */
  readonly propensity: number | null;
  /** Of a chat policy whose generation was recorded, as all that follows: the sum of `logprobs`. */
  readonly logprob: number | null;
  /** The conversation as it was sent, system message included. */
  readonly prompt: readonly PromptRow[];
  readonly completion: string | null;
  /** What the server kept apart from the completion. */
  readonly reasoning: string | null;
  readonly finish_reason: string | null;
  readonly seed: number | null;
  /** Null: the server's own. */
  readonly temperature: number | null;
  readonly top_p: number | null;
  /** Empty: the server told none. All of `token_ids` were generated, and none of `prompt_token_ids`. */
  readonly prompt_token_ids: readonly number[];
  readonly token_ids: readonly number[];
  readonly logprobs: readonly number[];
}

export interface PromptRow {
  readonly role: string;
  /** A mark for each picture, then the text; calls of tools as JSON. */
  readonly content: string;
}

export interface Trajectory extends GroupFacts {
  /** Id of the rollout; rollouts of one task are told apart by `sample`. */
  readonly rollout: string;
  readonly sample: number;
  readonly policy: string;
  readonly outcome: string;
  /** Null: none was given, not graded. */
  readonly answer: string | null;
  readonly correct: boolean | null;
  readonly reward: number | null;
  readonly format_reward: number | null;
  readonly answer_reward: number | null;
  /** Fingerprint of the dataset. */
  readonly dataset: string | null;
  /** The system prompt as it was sent; empty: the policy has none. */
  readonly system: string;
  readonly task: Task;
  /** What the policy decided (assistant) and what came back (user), in the tag grammar; the last one is its answer. */
  readonly messages: readonly Message[];
  readonly decisions: readonly DecisionRow[];
}

/** The messages as one text, a line break between two, and where in it the policy speaks: what a loss is taken over. */
export function responseOf(messages: readonly Message[]): { readonly response: string; readonly loss_spans: Span[] } {
  const spans: Span[] = [];
  let start = 0;
  for (const { role, content } of messages) {
    const end = start + Array.from(content).length;
    if (role === 'assistant' && end > start) spans.push({ start, end });
    start = end + 1;
  }
  return { response: messages.map(({ content }) => content).join('\n'), loss_spans: spans };
}

const DECISION_FIELDS: readonly Field[] = [
  integerField('turn'),
  textField('action'),
  textField('pair'),
  numberField('propensity'),
  numberField('logprob'),
  messagesField('prompt'),
  textField('completion'),
  textField('reasoning'),
  textField('finish_reason'),
  integerField('seed'),
  numberField('temperature'),
  numberField('top_p'),
  listField('prompt_token_ids', integerField('element')),
  listField('token_ids', integerField('element')),
  listField('logprobs', numberField('element')),
];

export const TRAJECTORY_FIELDS: readonly Field[] = [
  ...VERL_FIELDS,
  messagesField('messages'),
  textField('rollout'),
  integerField('sample'),
  textField('policy'),
  textField('outcome'),
  textField('answer'),
  flagField('correct'),
  numberField('reward'),
  numberField('format_reward'),
  numberField('answer_reward'),
  textField('dataset'),
  textField('group'),
  integerField('member'),
  integerField('step'),
  numberField('training_reward'),
  numberField('advantage'),
  textField('response'),
  listField('loss_spans', structField('element', [integerField('start'), integerField('end')])),
  listField('decisions', structField('element', DECISION_FIELDS)),
];

/** @param index of the row, from 0 */
export function trajectoryRow(
  { task, system, sample, messages, decisions, member, step, ...facts }: Trajectory,
  index: number,
  images: readonly VerlImage[],
): Readonly<Record<string, unknown>> {
  const { response, loss_spans: spans } = responseOf(messages);
  const columns = verlRow(task, { index, images, system: system === '' ? undefined : system });
  return {
    ...columns,
    ...facts,
    ...{ sample: BigInt(sample), member: BigInt(member), step: whole(step) },
    messages: messages.map(({ role, content }) => ({ role, content })),
    response,
    loss_spans: spans.map(({ start, end }) => ({ start: BigInt(start), end: BigInt(end) })),
    decisions: decisions.map(decisionColumns),
  };
}

function decisionColumns({ turn, seed, prompt, ...facts }: DecisionRow): Readonly<Record<string, unknown>> {
  return {
    ...facts,
    ...{ turn: BigInt(turn), seed: whole(seed), prompt: prompt.map(({ role, content }) => ({ role, content })) },
    prompt_token_ids: facts.prompt_token_ids.map(BigInt),
    token_ids: facts.token_ids.map(BigInt),
    logprobs: [...facts.logprobs],
  };
}

function whole(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}

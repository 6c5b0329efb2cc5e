/** @module Trajectories for outside trainers: verl's columns of the task, the conversation that followed, and the rewards. */
import type { Task } from '../../domain/task.js';
import { flagField, integerField, numberField, textField, type Field } from './parquet-schema.js';
import { messagesField, VERL_FIELDS, verlRow, type VerlImage } from './verl-columns.js';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Trajectory {
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
}

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
];

/** @param index of the row, from 0 */
export function trajectoryRow(
  { task, system, sample, messages, ...facts }: Trajectory,
  index: number,
  images: readonly VerlImage[],
): Readonly<Record<string, unknown>> {
  const columns = verlRow(task, { index, images, system: system === '' ? undefined : system });
  return {
    ...columns,
    ...facts,
    sample: BigInt(sample),
    messages: messages.map(({ role, content }) => ({ role, content })),
  };
}

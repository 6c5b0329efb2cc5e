/** @module What the calls of a rollout brought, as a learned policy sees it. An expert's text is data: only its committed answer counts. */
import { pairName } from '../../domain/registry.js';
import { fillInput } from '../../domain/input-template.js';
import type { PreparedTask } from '../../domain/task.js';
import type { ObservationStatus, TranscriptTurn } from '../../domain/transcript.js';
import type { Observed } from '../../learning/observed.js';
import { answerText, inputText } from '../local-decision.js';
import type { PairPool } from './pair-pool.js';

/** The key of what an answer commits to under the rules of the task's source; empty: nothing. */
export type KeyOf = (task: PreparedTask, answer: string) => Promise<string>;

export async function observedOf(
  task: PreparedTask,
  turns: readonly TranscriptTurn[],
  { pairs }: Pick<PairPool, 'pairs'>,
  keyOf: KeyOf,
): Promise<readonly Observed[]> {
  const observed: Observed[] = [];
  for (const { decision, observation } of turns) {
    if (decision.action.kind !== 'call') continue;
    const { model, skill, input } = decision.action;
    const pair = pairName(model, skill);
    const templates = pairs.get(pair)?.skill.inputs ?? [];
    const status = statusOf(observation.status);
    const answer = status === 'ok' ? answerText(observation.text) : '';
    observed.push({
      pair,
      input: templates.find((template) => inputText(fillInput(template, task.question)) === input) ?? '',
      status,
      answer,
      key: answer === '' ? '' : await keyOf(task, answer),
      confidence: observation.confidence ?? null,
    });
  }
  return observed;
}

function statusOf(status: ObservationStatus): Observed['status'] {
  switch (status) {
    case 'ok':
    case 'cannot':
      return status;
    case 'unavailable':
    case 'timed_out':
    case 'rejected':
    case 'malformed':
    case 'unknown_name':
    case 'incompatible_pair':
    case 'malformed_decision':
      return 'failed';
  }
}

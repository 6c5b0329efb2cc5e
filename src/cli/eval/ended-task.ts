/** @module A task of an evaluation, done: with a finished rollout, or with the reason why there is none. */
import type { ErrorCode } from '../../domain/errors.js';
import type { FinishedRollout } from '../rollout/finished.js';

export type EndedTask = {
  readonly taskId: string;
  readonly family: string;
  readonly rollout: string;
} & (
  | { readonly kind: 'finished'; readonly finished: FinishedRollout }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string }
);

export type Mark = 'right' | 'wrong' | 'ungraded' | 'failed';

/** What a task counts as: without an answer it failed, whatever the reason; a wrong answer did not. */
export function markOf(ended: EndedTask): Mark {
  if (ended.kind === 'error' || ended.finished.outcome !== 'answered') return 'failed';
  if (ended.finished.correct === null) return 'ungraded';
  return ended.finished.correct ? 'right' : 'wrong';
}

/** Why a task failed, in one line; empty when it did not. */
export function reasonOf(ended: EndedTask): string {
  if (markOf(ended) !== 'failed') return '';
  if (ended.kind === 'error') return `${ended.code}: ${ended.message}`;
  return [ended.finished.outcome, ended.finished.reason].filter((part) => part !== '').join(': ');
}

/**
 * A line of the results file. `outcome` is `error`, and `error` says why, when the rollout itself could not run.
 * @param dataset fingerprint of the dataset; null for a suite
 */
export function resultLine(ended: EndedTask, dataset: string | null): Readonly<Record<string, unknown>> {
  if (ended.kind === 'error') {
    const nothing = { answer: null, correct: null, reward: 0, outcome: 'error', calls: 0, latency_ms: 0 };
    const parts = { verdicts: {}, reward_terms: {}, reward_file: '' };
    return { id: ended.taskId, ...nothing, ...parts, dataset, error: { code: ended.code, message: ended.message } };
  }
  const { answer, correct, reward, outcome, calls, latencyMs, verdicts, rewardTerms, rewardFile } = ended.finished;
  const parts = { verdicts, reward_terms: rewardTerms, reward_file: rewardFile };
  return { id: ended.taskId, answer, correct, reward, outcome, calls, latency_ms: latencyMs, ...parts, dataset };
}

/** @module What reports read of finished rollouts: facts and counts, not what was said. */
import type { JsonValue } from '../domain/ref.js';
import type { CallRow, RecordedRollout, TurnRow } from './rows.js';

export type ReportedRollout = Omit<
  RecordedRollout,
  'answer' | 'reward' | 'formatReward' | 'answerReward' | 'question' | 'trajectory' | 'plan' | 'reason' | 'seed'
> & {
  readonly reward: number | null;
  /** The plan document; null: it is not in this store. */
  readonly plan: JsonValue;
};

export type ReportedTurn = Pick<TurnRow, 'rolloutId' | 'turn' | 'action' | 'pair' | 'solver' | 'status'>;

export type ReportedCall = Pick<
  CallRow,
  'rolloutId' | 'turn' | 'step' | 'kind' | 'model' | 'status' | 'latencyMs' | 'waitedMs' | 'attempt' | 'recordedAt'
> & { readonly cached: boolean; readonly hedged: boolean };

/** By id; some hundreds at once. Errors as in `Ledger`. */
export interface Reports {
  rollouts(ids: readonly string[]): Promise<readonly ReportedRollout[]>;
  /** By rollout and turn. */
  turns(ids: readonly string[]): Promise<readonly ReportedTurn[]>;
  /** By rollout, in the order in which they were recorded. */
  calls(ids: readonly string[]): Promise<readonly ReportedCall[]>;
  /** Those that were scored again at least once. */
  rescored(ids: readonly string[]): Promise<readonly string[]>;
}

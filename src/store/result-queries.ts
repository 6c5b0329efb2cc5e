/** @module The statements that write a finished rollout, compiled once: they have dozens of columns. */
import type { Kysely } from 'kysely';
import { compileOnce, slot } from './compiled-query.js';
import type { Schema, StoredRollout, StoredTurn } from './sql-schema.js';

export type ResultQueries = ReturnType<typeof compileResultQueries>;

export function compileResultQueries(db: Kysely<Schema>) {
  const rollout = db
    .insertInto('rollouts')
    .values({ id: slot<string>('id'), ...ROLLOUT })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(ROLLOUT));
  return {
    rollout: compileOnce(rollout),
    noTurns: compileOnce(db.deleteFrom('turns').where('rolloutId', '=', slot<string>('rolloutId'))),
    turn: compileOnce(db.insertInto('turns').values(TURN)),
    document: compileOnce(
      db
        .insertInto('documents')
        .values({ sha256: slot<string>('sha256'), body: slot<string>('body') })
        .onConflict((conflict) => conflict.column('sha256').doNothing()),
    ),
  };
}

const ROLLOUT = {
  suite: slot<string>('suite'),
  dataset: slot<string | null>('dataset'),
  batch: slot<string>('batch'),
  taskId: slot<string>('taskId'),
  sample: slot<number>('sample'),
  seed: slot<number>('seed'),
  family: slot<string>('family'),
  dataSource: slot<string>('dataSource'),
  policy: slot<string>('policy'),
  policyVersion: slot<string | null>('policyVersion'),
  registry: slot<string>('registry'),
  prompt: slot<string>('prompt'),
  plan: slot<string | null>('plan'),
  outcome: slot<string>('outcome'),
  reason: slot<string>('reason'),
  answer: slot<string | null>('answer'),
  correct: slot<number | null>('correct'),
  reward: slot<number | null>('reward'),
  formatReward: slot<number | null>('formatReward'),
  answerReward: slot<number | null>('answerReward'),
  calls: slot<number>('calls'),
  turns: slot<number>('turns'),
  promptTokens: slot<number>('promptTokens'),
  completionTokens: slot<number>('completionTokens'),
  costUsd: slot<number>('costUsd'),
  startedAt: slot<string>('startedAt'),
  finishedAt: slot<string>('finishedAt'),
  latencyMs: slot<number>('latencyMs'),
  tainted: slot<number>('tainted'),
  question: slot<string>('question'),
  images: slot<string>('images'),
  groundTruth: slot<string>('groundTruth'),
  verdict: slot<string>('verdict'),
  trajectory: slot<string>('trajectory'),
} satisfies Record<Exclude<keyof StoredRollout, 'id'>, unknown>;

const TURN = {
  rolloutId: slot<string>('rolloutId'),
  turn: slot<number>('turn'),
  action: slot<string>('action'),
  pair: slot<string | null>('pair'),
  solver: slot<string | null>('solver'),
  route: slot<string>('route'),
  status: slot<string>('status'),
  note: slot<string>('note'),
  summary: slot<string>('summary'),
  confidence: slot<number | null>('confidence'),
  decision: slot<string>('decision'),
  observation: slot<string>('observation'),
  calls: slot<number>('calls'),
  promptTokens: slot<number>('promptTokens'),
  completionTokens: slot<number>('completionTokens'),
  costUsd: slot<number>('costUsd'),
  startedAt: slot<string | null>('startedAt'),
  latencyMs: slot<number | null>('latencyMs'),
} satisfies Record<keyof StoredTurn, unknown>;

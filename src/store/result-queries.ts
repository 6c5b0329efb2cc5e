/** @module The statements that write a finished rollout, compiled once: they have dozens of columns. */
import { sql, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely';
import { compileOnce, slot } from './compiled-query.js';
import type { Schema, StoredRollout, StoredTurn } from './sql-schema.js';

export type ResultQueries = ReturnType<typeof compileResultQueries>;

export function compileResultQueries(db: Kysely<Schema>) {
  const rollout = db.insertInto('rollouts').values({ id: slot<string>('id'), ...ROLLOUT });
  return {
    /** Gives the id of a rollout that was not there yet, and else changes nothing. */
    newRollout: compileOnce(rollout.onConflict((conflict) => conflict.column('id').doNothing()).returning('id')),
    sameRollout: compileOnce(
      rollout.onConflict((conflict) => conflict.column('id').doUpdateSet({ ...ROLLOUT, runs: RUNS })),
    ),
    noTurns: compileOnce(db.deleteFrom('turns').where('rolloutId', '=', slot<string>('rolloutId'))),
    turns: compileTurns(db),
    document: compileOnce(
      db
        .insertInto('documents')
        .values({ sha256: slot<string>('sha256'), body: slot<string>('body') })
        .onConflict((conflict) => conflict.column('sha256').doNothing()),
    ),
  };
}

/** Two runs of a rollout began at two times. */
const RUNS = sql<number>`rollouts.runs + case when rollouts.started_at = excluded.started_at then 0 else 1 end`;

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
} satisfies Record<Exclude<keyof StoredRollout, 'id' | 'runs'>, unknown>;

/** The turns of a rollout in one statement, which is compiled once for each number of them. */
function compileTurns(db: Kysely<Schema>): (turns: readonly StoredTurn[]) => CompiledQuery {
  const compiled = new Map<number, (values: object) => CompiledQuery>();
  return (turns) => {
    const query =
      compiled.get(turns.length) ?? compileOnce(db.insertInto('turns').values(turns.map((_, place) => turnAt(place))));
    compiled.set(turns.length, query);
    const values = turns.flatMap((turn, place) =>
      Object.entries(turn).map(([column, value]) => [`${column} ${place}`, value] as const),
    );
    return query(Object.fromEntries(values));
  };
}

/** A turn's slots, told from those of the other turns by its place. */
function turnAt(place: number) {
  const at = <T>(column: keyof StoredTurn): RawBuilder<T> => slot<T>(`${column} ${place}`);
  return {
    rolloutId: at<string>('rolloutId'),
    turn: at<number>('turn'),
    action: at<string>('action'),
    pair: at<string | null>('pair'),
    solver: at<string | null>('solver'),
    route: at<string>('route'),
    status: at<string>('status'),
    note: at<string>('note'),
    summary: at<string>('summary'),
    confidence: at<number | null>('confidence'),
    decision: at<string>('decision'),
    observation: at<string>('observation'),
    calls: at<number>('calls'),
    promptTokens: at<number>('promptTokens'),
    completionTokens: at<number>('completionTokens'),
    costUsd: at<number>('costUsd'),
    startedAt: at<string | null>('startedAt'),
    latencyMs: at<number | null>('latencyMs'),
  } satisfies Record<keyof StoredTurn, unknown>;
}

/** @module Scores and costs in SQL. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { compileOnce, slot } from './compiled-query.js';
import { decoder, flag, json } from './row-codecs.js';
import type { CostRow, NewScore, RolloutSet, ScorableRow, ScoreRow, Scores, UsedModel } from './scores.js';
import type { Schema } from './sql-schema.js';
import type { Guard } from './guard.js';

export class SqlScores implements Scores {
  private readonly queries: ReturnType<typeof compileQueries>;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {
    this.queries = compileQueries(db);
  }

  async ids(set: RolloutSet): Promise<readonly string[]> {
    if (set.kind === 'ids') return [...set.ids].sort();
    const query = this.db.selectFrom('rollouts').select('id').where(set.kind, '=', set.name).orderBy('id');
    return (await this.guard(() => query.execute())).map(({ id }) => id);
  }

  async scorable(ids: readonly string[]): Promise<readonly ScorableRow[]> {
    if (ids.length === 0) return [];
    const query = this.db
      .selectFrom('rollouts')
      .leftJoin('documents', 'documents.sha256', 'rollouts.plan')
      .select(['rollouts.id', 'batch', 'taskId', 'policy', 'outcome', 'answer', 'correct', 'reward', 'latencyMs'])
      .select(['verdict', 'trajectory', 'documents.body as plan'])
      .where('rollouts.id', 'in', ids)
      .orderBy('rollouts.id');
    return (await this.guard(() => query.execute())).map(decodeScorable);
  }

  async put(rows: readonly NewScore[]): Promise<void> {
    const stored = rows.map((row) => ({
      ...row,
      correct: row.correct === null ? null : Number(row.correct),
      verdict: JSON.stringify(row.verdict),
    }));
    await this.guard(() =>
      this.db.transaction().execute(async (transaction) => {
        for (const row of stored) await transaction.executeQuery(this.queries.score(row));
      }),
    );
  }

  async of(rolloutId: string): Promise<readonly ScoreRow[]> {
    const query = this.db.selectFrom('scores').selectAll().where('rolloutId', '=', rolloutId);
    return (await this.guard(() => query.orderBy('scoredAt').orderBy('scorer').execute())).map(decodeScore);
  }

  async used(ids: readonly string[]): Promise<readonly UsedModel[]> {
    if (ids.length === 0) return [];
    const columns = ['rolloutId', 'model', 'calls', 'promptTokens', 'completionTokens', 'costUsd'] as const;
    const replies = this.db.selectFrom('calls').select(columns).where('rolloutId', 'in', ids);
    const failed = this.db.selectFrom('failedCalls').select(columns).where('rolloutId', 'in', ids);
    const query = this.db
      .selectFrom(replies.unionAll(failed).as('made'))
      .groupBy(['rolloutId', 'model'])
      .orderBy('rolloutId')
      .orderBy('model')
      .select(({ fn }) => [
        'rolloutId',
        'model',
        fn.sum<number>('calls').as('calls'),
        fn.sum<number>('promptTokens').as('promptTokens'),
        fn.sum<number>('completionTokens').as('completionTokens'),
        fn.sum<number>('costUsd').as('costUsd'),
      ]);
    return (await this.guard(() => query.execute())).map(decodeUsed);
  }

  async putCosts(rows: readonly CostRow[]): Promise<void> {
    await this.guard(() =>
      this.db.transaction().execute(async (transaction) => {
        for (const row of rows) await transaction.executeQuery(this.queries.cost(row));
      }),
    );
  }

  costsOf(rolloutId: string): Promise<readonly CostRow[]> {
    const query = this.db.selectFrom('costs').selectAll().where('rolloutId', '=', rolloutId).orderBy('pricedAt');
    return this.guard(() => query.execute());
  }
}

function compileQueries(db: Kysely<Schema>) {
  const score = {
    rewardFile: slot<string>('rewardFile'),
    correct: slot<number | null>('correct'),
    score: slot<number>('score'),
    reward: slot<number>('reward'),
    verdict: slot<string>('verdict'),
  };
  const scoreKey = {
    rolloutId: slot<string>('rolloutId'),
    scorer: slot<string>('scorer'),
    rewardHash: slot<string>('rewardHash'),
  };
  const cost = { costUsd: slot<number>('costUsd') };
  const costKey = { rolloutId: slot<string>('rolloutId'), prices: slot<string>('prices') };
  return {
    score: compileOnce(
      db
        .insertInto('scores')
        .values({ ...scoreKey, ...score, scoredAt: slot<string>('scoredAt') })
        .onConflict((conflict) => conflict.columns(['rolloutId', 'scorer', 'rewardHash']).doUpdateSet(score)),
    ),
    cost: compileOnce(
      db
        .insertInto('costs')
        .values({ ...costKey, ...cost, pricedAt: slot<string>('pricedAt') })
        .onConflict((conflict) => conflict.columns(['rolloutId', 'prices']).doUpdateSet(cost)),
    ),
  };
}

const decodeScorable = decoder<ScorableRow>(
  'rollouts',
  z.object({
    id: z.string(),
    batch: z.string(),
    taskId: z.string(),
    policy: z.string(),
    outcome: z.string(),
    answer: z.string().nullable(),
    correct: flag.nullable(),
    reward: z.number().nullable(),
    latencyMs: z.number(),
    verdict: json,
    trajectory: json,
    plan: json.nullable(),
  }),
);

const decodeScore = decoder<ScoreRow>(
  'scores',
  z.object({
    rolloutId: z.string(),
    scorer: z.string(),
    rewardHash: z.string(),
    rewardFile: z.string(),
    correct: flag.nullable(),
    score: z.number(),
    reward: z.number(),
    verdict: json,
    scoredAt: z.string(),
  }),
);

const decodeUsed = decoder<UsedModel>(
  'calls',
  z.object({
    rolloutId: z.string(),
    model: z.string(),
    calls: z.number(),
    promptTokens: z.number(),
    completionTokens: z.number(),
    costUsd: z.number(),
  }),
);

/** @module Batches in SQL. */
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { isBatchId } from '../domain/batch-id.js';
import type { Batches, BatchRow, PastRollouts } from './batches.js';
import { decoder, json } from './row-codecs.js';
import type { Schema, StoredBatch } from './sql-schema.js';
import type { Guard } from './guard.js';

/** Some drivers give sums and averages as text. */
type Numeric = number | string | null;

const decodeSkipped = decoder('batches', json.pipe(z.array(z.string())));

function decodeBatch({ skipped, ...row }: StoredBatch): BatchRow {
  return { ...row, skipped: decodeSkipped(skipped) };
}

export class SqlBatches implements Batches {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  async note({ batch, ...row }: BatchRow): Promise<void> {
    const fields = { ...row, skipped: JSON.stringify(row.skipped) };
    await this.guard(() =>
      this.db
        .insertInto('batches')
        .values({ batch, ...fields })
        .onConflict((conflict) => conflict.column('batch').doUpdateSet(fields))
        .execute(),
    );
  }

  async change(batch: string, { skipped, ...others }: Partial<Omit<BatchRow, 'batch'>>): Promise<void> {
    const fields = { ...others, ...(skipped === undefined ? {} : { skipped: JSON.stringify(skipped) }) };
    await this.guard(() => this.db.updateTable('batches').set(fields).where('batch', '=', batch).execute());
  }

  async find(batch: string): Promise<BatchRow | undefined> {
    const query = this.db.selectFrom('batches').selectAll().where('batch', '=', batch);
    const row = await this.guard(() => query.executeTakeFirst());
    return row && decodeBatch(row);
  }

  async list(): Promise<readonly BatchRow[]> {
    const [noted, seen] = await this.guard(async () => [
      await this.db.selectFrom('batches').selectAll().execute(),
      await this.db
        .selectFrom('rollouts')
        .select(({ fn }) => [
          'batch',
          fn.count<number | string>('taskId').distinct().as('tasks'),
          fn.countAll<number | string>().as('rollouts'),
          fn.min<string>('startedAt').as('startedAt'),
          fn.max<string>('finishedAt').as('endedAt'),
        ])
        .where('batch', '!=', '')
        // Ids of a batch's rollouts begin with its own; those of training have other ones.
        .where(sql<boolean>`${sql.ref('id')} like ${sql.ref('batch')} || '-%'`)
        .groupBy('batch')
        .execute(),
    ]);
    const known = new Set(noted.map(({ batch }) => batch));
    const others = seen
      // Runs of `eval` label their rollouts, too, but are no batches.
      .filter(({ batch }) => !known.has(batch) && isBatchId(batch))
      .map(({ tasks, rollouts, ...row }) => ({
        ...{ ...row, spec: '', samples: 0, status: 'unknown', skipped: [] },
        ...{ tasks: Number(tasks), rollouts: Number(rollouts) },
      }));
    return [...noted.map(decodeBatch), ...others].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  }

  async past(policy: string, suite: string | undefined): Promise<PastRollouts | undefined> {
    let query = this.db
      .selectFrom('rollouts')
      .select(({ fn }) => [
        fn.countAll<number | string>().as('rollouts'),
        fn.avg<Numeric>('calls').as('calls'),
        fn.avg<Numeric>('promptTokens').as('promptTokens'),
        fn.avg<Numeric>('completionTokens').as('completionTokens'),
        fn.avg<Numeric>('costUsd').as('costUsd'),
        fn.avg<Numeric>('latencyMs').as('latencyMs'),
      ])
      .where('policy', '=', policy)
      .where('outcome', '!=', 'cancelled');
    if (suite !== undefined) query = query.where('suite', '=', suite);
    const row = await this.guard(() => query.executeTakeFirst());
    if (row === undefined || Number(row.rollouts) === 0) return undefined;
    const number = (value: Numeric): number => Number(value ?? 0);
    return {
      rollouts: Number(row.rollouts),
      calls: number(row.calls),
      tokens: number(row.promptTokens) + number(row.completionTokens),
      costUsd: number(row.costUsd),
      latencyMs: number(row.latencyMs),
    };
  }
}

/** @module Fifth migration: verdicts and costs that were worked out again later, beside those of the rollouts themselves. */
import type { Kysely } from 'kysely';

export async function createScoreTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scores')
    .addColumn('rollout_id', 'text', (column) => column.notNull())
    .addColumn('scorer', 'text', (column) => column.notNull())
    .addColumn('reward_hash', 'text', (column) => column.notNull())
    .addColumn('reward_file', 'text', (column) => column.notNull())
    .addColumn('correct', 'integer')
    .addColumn('score', 'double precision', (column) => column.notNull())
    .addColumn('reward', 'double precision', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('scored_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('scores_key', ['rollout_id', 'scorer', 'reward_hash'])
    .execute();
  await db.schema
    .createTable('costs')
    .addColumn('rollout_id', 'text', (column) => column.notNull())
    .addColumn('prices', 'text', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('priced_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('costs_key', ['rollout_id', 'prices'])
    .execute();
}

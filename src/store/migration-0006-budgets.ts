/** @module Sixth migration: budgets of batches with the reservations of calls under way, and what is known of batches. */
import type { Kysely } from 'kysely';

export async function createBudgetTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('budgets')
    .addColumn('batch', 'text', (column) => column.primaryKey())
    .addColumn('max_usd', 'double precision')
    .addColumn('max_tokens', 'double precision')
    .addColumn('max_calls', 'double precision')
    .addColumn('settled_usd', 'double precision', (column) => column.notNull())
    .addColumn('settled_tokens', 'double precision', (column) => column.notNull())
    .addColumn('settled_calls', 'double precision', (column) => column.notNull())
    .addColumn('refusal', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('reservations')
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('usd', 'double precision', (column) => column.notNull())
    .addColumn('tokens', 'double precision', (column) => column.notNull())
    .addColumn('calls', 'double precision', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('reservations_key', ['batch', 'id'])
    .execute();
  await db.schema
    .createTable('batches')
    .addColumn('batch', 'text', (column) => column.primaryKey())
    .addColumn('spec', 'text', (column) => column.notNull())
    .addColumn('tasks', 'integer', (column) => column.notNull())
    .addColumn('samples', 'integer', (column) => column.notNull())
    .addColumn('rollouts', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute();
}

/** @module Tenth migration: training runs, the checkpoints they made, and which of them was put in use when. */
import type { Kysely } from 'kysely';

export async function createLearningTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('training_runs')
    .addColumn('run', 'text', (column) => column.primaryKey())
    .addColumn('suites', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('checkpoints')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('records', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('step', 'integer', (column) => column.notNull())
    .addColumn('validation_reward', 'double precision')
    .addColumn('validation_accuracy', 'double precision')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('checkpoints_by_run').on('checkpoints').columns(['run', 'step']).execute();
  await db.schema
    .createTable('promotions')
    // In the order in which they were made.
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('checkpoint', 'text', (column) => column.notNull())
    .addColumn('promoted_at', 'text', (column) => column.notNull())
    .addColumn('promoted_by', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .execute();
}

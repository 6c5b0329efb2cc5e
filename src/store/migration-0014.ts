/** @module Fourteenth migration: what each update of a training run was made of. */
import type { Kysely } from 'kysely';

export async function createTrainingSteps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('training_steps')
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('step', 'integer', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('training_steps_key', ['run', 'step'])
    .execute();
}

/** @module The history of the schema. A migration that was released is never changed: a new one follows it. */
import type { Kysely, Migration } from 'kysely';
import { createCallTables } from './migration-0003.js';
import { createScoreTables } from './migration-0005.js';
import { createBudgetTables } from './migration-0007.js';
import { createViews } from './migration-0008.js';
import { createLearningTables } from './migration-0010.js';
import { createFailedCalls } from './migration-0011.js';
import { addSettled } from './migration-0012.js';
import { countRuns } from './migration-0013.js';
import { createTrainingSteps } from './migration-0014.js';
import { dropBlobNotes } from './migration-0015.js';

/** By name, in order. Portable SQL only: the same migrations make SQLite and PostgreSQL, whose types are in `postgres-types.ts`. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_first': { up: createFirst },
  '0002_route': { up: addRoute },
  '0003_calls': { up: createCallTables },
  '0004_dataset': { up: addDataset },
  '0005_scores': { up: createScoreTables },
  '0006_indexes': { up: dropUnusedIndexes },
  '0007_budgets': { up: createBudgetTables },
  '0008_views': { up: createViews },
  '0010_learning': { up: createLearningTables },
  '0011_failed_calls': { up: createFailedCalls },
  '0012_settled': { up: addSettled },
  '0013_runs': { up: countRuns },
  '0014_training': { up: createTrainingSteps },
  '0015_no_blob_notes': { up: dropBlobNotes },
};

async function createFirst(db: Kysely<unknown>): Promise<void> {
  await createRollouts(db);
  await createTurns(db);
  await createCalls(db);
  await db.schema
    .createTable('documents')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('blobs')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('first_seen', 'text', (column) => column.notNull())
    .execute();
}

async function createRollouts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rollouts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('suite', 'text', (column) => column.notNull())
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('task_id', 'text', (column) => column.notNull())
    .addColumn('sample', 'integer', (column) => column.notNull())
    .addColumn('seed', 'bigint', (column) => column.notNull())
    .addColumn('family', 'text', (column) => column.notNull())
    .addColumn('data_source', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('policy_version', 'text')
    .addColumn('registry', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('plan', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addColumn('correct', 'integer')
    .addColumn('reward', 'double precision')
    .addColumn('format_reward', 'double precision')
    .addColumn('answer_reward', 'double precision')
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('turns', 'integer', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text', (column) => column.notNull())
    .addColumn('latency_ms', 'double precision', (column) => column.notNull())
    .addColumn('tainted', 'integer', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('images', 'text', (column) => column.notNull())
    .addColumn('ground_truth', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('trajectory', 'text', (column) => column.notNull())
    .execute();
  const indexes = {
    task: ['batch', 'task_id', 'sample'],
    suite: ['suite', 'started_at'],
    policy: ['policy', 'started_at'],
    time: ['started_at'],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(`rollouts_by_${name}`).on('rollouts').columns(columns).execute();
  }
}

async function createTurns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('turns')
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.id').onDelete('cascade'))
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('pair', 'text')
    .addColumn('solver', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('confidence', 'double precision')
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('observation', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('started_at', 'text')
    .addColumn('latency_ms', 'double precision')
    .addPrimaryKeyConstraint('turns_key', ['rollout_id', 'turn'])
    .execute();
  await db.schema.createIndex('turns_by_pair').on('turns').columns(['pair', 'status']).execute();
}

/** No foreign key: replies are recorded before their rollout has a row. `seq` is an alias of SQLite's own row id. */
async function createCalls(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('rollout_id', 'text', (column) => column.notNull())
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('latency_ms', 'double precision', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('worker', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('calls_key', ['rollout_id', 'turn', 'step'])
    .execute();
  await db.schema.createIndex('calls_by_model').on('calls').columns(['model', 'recorded_at']).execute();
}

/** Why the skill's router chose the turn's solver. */
async function addRoute(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('turns')
    .addColumn('route', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
}

/** Which dataset a rollout's task comes from. */
async function addDataset(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('rollouts').addColumn('dataset', 'text').execute();
}

/** Nothing is looked up by them, and each cost every activity a page to write. */
async function dropUnusedIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('calls_by_model').execute();
  await db.schema.dropIndex('turns_by_pair').execute();
}

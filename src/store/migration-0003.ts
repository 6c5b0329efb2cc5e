/** @module Third migration: what workers share about calls (lines, locks, breakers, the cache), and more facts in the ledger. */
import type { Kysely } from 'kysely';

export async function createCallTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lines')
    .addColumn('model', 'text', (column) => column.primaryKey())
    .addColumn('ticket', 'bigint', (column) => column.notNull())
    .addColumn('tokens', 'double precision')
    .addColumn('refilled_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('leases')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('ticket', 'bigint', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('leases_key', ['model', 'ticket'])
    .execute();
  await db.schema
    .createTable('locks')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('breakers')
    .addColumn('model', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('trips', 'integer', (column) => column.notNull())
    .addColumn('opened_at_ms', 'bigint')
    .addColumn('retry_at_ms', 'bigint')
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute();
  await createCallCache(db);
  await extendCalls(db);
}

async function createCallCache(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('call_cache')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('latency_ms', 'double precision', (column) => column.notNull())
    .addColumn('hits', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('hit_at_ms', 'bigint')
    .execute();
  await db.schema.createIndex('call_cache_by_model').on('call_cache').column('model').execute();
}

/** One statement a column: SQLite adds no more at once. */
async function extendCalls(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('calls')
    .addColumn('waited_ms', 'double precision', (column) => column.notNull().defaultTo(0))
    .execute();
  for (const name of ['cached', 'hedged']) {
    await db.schema
      .alterTable('calls')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
}

/** @module Brings a database to this version's schema, or refuses one that is ahead of it. */
import { type Kysely, Migrator } from 'kysely';
import { MaestroError, messageOf } from '../domain/errors.js';
import { MIGRATIONS } from './migrations.js';
import type { Schema } from './sql-schema.js';

/**
 * Applies the migrations that are missing, all or none, while other openers wait.
 * @param name names the database in errors.
 * @throws MaestroError STORE_UNAVAILABLE when a newer version of Maestro made the schema; else what the database throws.
 */
export async function migrate(db: Kysely<Schema>, name: string): Promise<void> {
  const applied = await appliedMigrations(db.withoutPlugins());
  const unknown = applied.find((migration) => !Object.hasOwn(MIGRATIONS, migration));
  if (unknown !== undefined) {
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `The results database ${name} has a newer schema (migration ${unknown}) than this version of Maestro knows: update Maestro, or use another data folder.`,
      { data: { migration: unknown } },
    );
  }
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const migrator = new Migrator({ db: db.withoutPlugins(), provider });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw error instanceof Error
    ? error
    : new MaestroError('INTERNAL', `The schema of ${name} could not be made: ${messageOf(error)}`);
}

/** Names in Kysely's own table, which is not there before the first migration. */
async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}

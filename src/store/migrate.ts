/** @module Brings a database to this version's schema, or refuses one that is ahead of it. */
import { type Kysely, Migrator, sql } from 'kysely';
import { MaestroError, messageOf } from '../domain/errors.js';
import { MIGRATIONS } from './migrations.js';
import type { Schema } from './sql-schema.js';

/**
 * Applies the migrations that are missing, all or none, while other openers wait.
 * @param db takes names as the database has them.
 * @param name names the database in errors.
 * @param schema where the tables are, in a database that has schemas: what lies in another one is none of ours.
 * @returns whether any was missing.
 * @throws MaestroError STORE_UNAVAILABLE when a newer version of Maestro made the schema; else what the database throws.
 */
export async function migrate(db: Kysely<Schema>, name: string, schema?: string): Promise<boolean> {
  const applied = await appliedMigrations(db, schema);
  const unknown = applied.find((migration) => !Object.hasOwn(MIGRATIONS, migration));
  if (unknown !== undefined) {
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `The results database ${name} has a newer schema (migration ${unknown}) than this version of Maestro knows: update Maestro, or use another data folder or database.`,
      { data: { migration: unknown } },
    );
  }
  if (applied.length === Object.keys(MIGRATIONS).length) return false;
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const migrator = new Migrator({ db, provider, ...(schema === undefined ? {} : { migrationTableSchema: schema }) });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return true;
  throw error instanceof Error
    ? error
    : new MaestroError('INTERNAL', `The schema of ${name} could not be made: ${messageOf(error)}`);
}

/** Names in Kysely's own table, which is not there before the first migration. */
async function appliedMigrations(db: Kysely<Schema>, schema: string | undefined): Promise<readonly string[]> {
  if (!(await isBegun(db, schema))) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}

/** Asked of PostgreSQL directly: introspection reads every column of every schema, each time that a store is opened. */
async function isBegun(db: Kysely<Schema>, schema: string | undefined): Promise<boolean> {
  if (schema !== undefined) {
    const table = sql<{
      found: boolean;
    }>`select to_regclass(quote_ident(${schema}) || '.kysely_migration') is not null as found`;
    return (await table.execute(db)).rows[0]?.found === true;
  }
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables.some((table) => table.name === 'kysely_migration');
}

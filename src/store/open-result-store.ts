/** @module From a URL to the results store behind it. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CamelCasePlugin, Kysely, sql } from 'kysely';
import { diskError } from './disk-errors.js';
import { pathOfFileUrl } from './file-url.js';
import { migrate } from './migrate.js';
import { PostgresPoolDialect } from './postgres-dialect.js';
import { postgresGuard } from './postgres-guard.js';
import { openPool } from './postgres-pool.js';
import { PostgresTypes } from './postgres-types.js';
import type { ResultStore } from './result-store.js';
import type { Schema } from './sql-schema.js';
import { SqlResultStore } from './sql-result-store.js';
import { openSqlite } from './sqlite-database.js';
import { ImmediateSqliteDialect } from './sqlite-dialect.js';
import { sqliteGuard } from './sqlite-guard.js';
import { isPostgresUrl, shownUrl } from './store-url.js';

/**
 * Opens a results store, makes it when it is not there, and brings its schema up to date. Safe for any number of processes at once.
 * @param url a SQLite file: `file:///absolute/results.db` or `file:relative/results.db`; or a PostgreSQL database that is there:
 * `postgres://user:password@host:5432/database`.
 * @throws MaestroError INVALID_INPUT for another kind of URL, STORE_UNAVAILABLE when the database is not usable or its schema is newer.
 */
export function openResultStore(url: string): Promise<ResultStore> {
  return isPostgresUrl(url) ? openPostgresStore(url) : openSqliteStore(url);
}

async function openSqliteStore(url: string): Promise<ResultStore> {
  const path = pathOfFileUrl(url, 'results store', 'file: and postgres:');
  const folder = dirname(path);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskError('make the folder of the results database', folder, error);
  });
  const guard = sqliteGuard(path);
  const database = await guard(() => Promise.resolve().then(() => openSqlite(path)));
  const db = new Kysely<Schema>({
    dialect: new ImmediateSqliteDialect(database),
    plugins: [new CamelCasePlugin()],
  });
  try {
    // A new schema is moved out of the log at once: what is logged later is then all that closing has to find room for.
    const isNew = await guard(() => migrate(db.withoutPlugins(), path));
    if (isNew) await guard(() => Promise.resolve().then(() => database.checkpoint()));
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqlResultStore(url, db, guard);
}

async function openPostgresStore(url: string): Promise<ResultStore> {
  const name = shownUrl(url);
  const guard = postgresGuard(name);
  const db = new Kysely<Schema>({
    dialect: new PostgresPoolDialect(openPool(url)),
    plugins: [new CamelCasePlugin()],
  });
  try {
    await guard(async () => {
      const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
      await migrate(db.withoutPlugins().withPlugin(new PostgresTypes()), name, rows[0]?.schema ?? 'public');
    });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return new SqlResultStore(name, db, guard);
}

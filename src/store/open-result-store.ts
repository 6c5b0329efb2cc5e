/** @module From a URL to the results store behind it. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CamelCasePlugin, Kysely } from 'kysely';
import { diskError } from './disk-errors.js';
import { pathOfFileUrl } from './file-url.js';
import { migrate } from './migrate.js';
import type { ResultStore } from './result-store.js';
import type { Schema } from './sql-schema.js';
import { SqlResultStore } from './sql-result-store.js';
import { openSqlite } from './sqlite-database.js';
import { ImmediateSqliteDialect } from './sqlite-dialect.js';
import { sqliteGuard } from './sqlite-guard.js';

/**
 * Opens a results store, makes it when it is not there, and brings its schema up to date. Safe for any number of processes at once.
 * @param url a SQLite file: `file:///absolute/results.db` or `file:relative/results.db`.
 * @throws MaestroError INVALID_INPUT for another kind of URL, STORE_UNAVAILABLE when the file is not usable or its schema is newer.
 */
export async function openResultStore(url: string): Promise<ResultStore> {
  const path = pathOfFileUrl(url, 'results store');
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
    await guard(() => migrate(db, path));
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqlResultStore(url, db, guard);
}

/** @module The databases that a results store may lie in, as the conformance suite wants them. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Database from 'libsql';
import { openResultStore } from '../../../src/store/open-result-store.js';
import { query as queryPostgres, startPostgres, type TestPostgres } from '../../support/postgres.js';

export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** URL of an empty results store. */
  fresh(): Promise<string>;
  /** URL of a place where nothing is yet. */
  untouched(): Promise<string>;
  /** Runs SQL beside the store, as a user with a shell of the database would. */
  query(url: string, sql: string): Promise<unknown[]>;
}

export function sqliteIn(folder: string): TestDatabase {
  let number = 0;
  const next = (): Promise<string> => Promise.resolve(pathToFileURL(join(folder, 'new folder', `${number++}.db`)).href);
  return {
    name: 'SQLite',
    fresh: next,
    untouched: next,
    query: (url, sql) => {
      const database = new Database(fileURLToPath(url));
      try {
        return Promise.resolve(database.prepare(sql).all([]));
      } finally {
        database.close();
      }
    },
  };
}

export interface PostgresDatabase extends TestDatabase {
  readonly server: TestPostgres;
}

/** Emptied for each test: that takes a tenth of the time that a new database does. */
const EMPTY = `do $$ begin execute (
  select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity'
  from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
); end $$`;

export async function postgres(): Promise<PostgresDatabase> {
  const server = await startPostgres();
  let number = 0;
  const untouched = (): Promise<string> => server.createDatabase(`store_${process.pid}_${number++}`);
  const url = await untouched();
  await (await openResultStore(url)).close();
  return {
    name: 'PostgreSQL',
    server,
    fresh: async () => {
      await queryPostgres(url, EMPTY);
      return url;
    },
    untouched,
    query: queryPostgres,
  };
}

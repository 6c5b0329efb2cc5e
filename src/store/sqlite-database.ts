/** @module libsql as the SQLite database that Kysely expects, with its rough edges taken off. */
import Database from 'libsql';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Statements kept prepared. The store has some twenty; only lists of ids vary. */
const MAX_STATEMENTS = 100;

/** How long SQLite itself may wait for a lock, in milliseconds: it blocks the event loop, so `sqliteGuard` does the long waiting. */
const BUSY_TIMEOUT_MS = 50;

/** What Kysely asks of a database, and whether a transaction is open. */
export interface SqliteFile extends SqliteDatabase {
  readonly inTransaction: boolean;
}

/** Opens the file, made when absent; durable at every commit, readers and writers beside each other. Throws libsql's errors. */
export function openSqlite(path: string): SqliteFile {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, SqliteStatement>();
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = adapt(database, sql);
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

function adapt(database: Database.Database, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    // Asked once: libsql goes to the native side for it each time.
    reader: statement.reader,
    all: (parameters) => statement.all(parameters.map(bindable)),
    run: (parameters) => statement.run(parameters.map(bindable)),
    // A statement of its own, as another use of this one in the midst of an iteration would reset it.
    iterate: (parameters) => database.prepare(sql).iterate(parameters.map(bindable)),
  };
}

/**
 * A value as libsql can bind it. libsql 0.5.29 aborts the process on a boolean, and silently cuts text at U+0000. That
 * character, and half surrogate pairs, which UTF-8 cannot hold, become U+FFFD; JSON columns never meet this, as JSON escapes both.
 */
function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
  return value ?? null;
}

/** @module libsql as the SQLite database that Kysely expects, with its rough edges taken off. */
import Database from 'libsql';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { storableText } from './row-codecs.js';

/** Statements kept prepared. The store has some twenty; only lists of ids vary. */
const MAX_STATEMENTS = 100;

/** How long SQLite itself may wait for a lock, in milliseconds: it blocks the event loop, so `sqliteGuard` does the long waiting. */
const BUSY_TIMEOUT_MS = 50;

/** Takes the read lock at once, which a bare BEGIN leaves to the first statement. */
const BEGIN_READ = 'BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1';
const BEGIN_WRITE = 'BEGIN IMMEDIATE';

/**
 * Pages of 4 KiB in the log before they are moved into the file, which waits for the disk in the event loop. A page is moved once
 * however often it was written: at SQLite's 1,000 that was once in 35 rollouts.
 */
const CHECKPOINT_PAGES = 8_000;

/** What Kysely asks of a database, and transactions, one at a time. */
export interface SqliteFile extends SqliteDatabase {
  /** Waits for its turn before it reads, not after, when waiting could no longer help. */
  begin(): void;
  commit(): void;
  /** Does nothing when SQLite has rolled back by itself, as it does when the disk is full. */
  rollback(): void;
  /** Moves the log into the file, as far as no reader stands in the way. */
  checkpoint(): void;
}

/** Opens the file, made when absent; readers and writers beside each other. Throws libsql's errors. */
export function openSqlite(path: string): SqliteFile {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    // As the embedded Temporal server has it: a commit survives the death of any process; a power cut may take the last moments.
    // FULL waited for the disk in the event loop: 12 ms of each two-turn rollout on a busy disk, measured.
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.exec('PRAGMA foreign_keys = ON');
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, SqliteStatement>();
  const checkpoint = (): void => void database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = adapt(database, sql);
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
    begin: () => void database.exec(BEGIN_WRITE),
    commit: () => void database.exec('COMMIT'),
    rollback: () => {
      rollback(database);
    },
    checkpoint,
    close() {
      statements.clear();
      try {
        // libsql really closes the file only when its statements are collected as garbage; so that the file is whole now:
        checkpoint();
      } finally {
        database.close();
      }
    },
  };
}

function adapt(database: Database.Database, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const begin = /^\s*select\b/i.test(sql) ? BEGIN_READ : BEGIN_WRITE;
  const all = (parameters: readonly unknown[]): unknown[] =>
    within(database, begin, () => statement.all(parameters.map(bindable)));
  return {
    // Asked once: libsql goes to the native side for it each time.
    reader: statement.reader,
    all,
    run: (parameters) => within(database, begin, () => statement.run(parameters.map(bindable))),
    iterate: (parameters) => all(parameters).values(),
  };
}

/**
 * Runs one statement in a transaction, so that all waiting for locks is done by `exec`. A prepared statement of libsql
 * 0.5.29 that meets a lock is never reset: it would hold the whole connection on an old snapshot, which then sees no new
 * rows and can write none (SQLITE_BUSY_SNAPSHOT).
 */
function within<T>(database: Database.Database, begin: string, work: () => T): T {
  if (database.inTransaction) return work();
  try {
    database.exec(begin);
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(database);
    throw error;
  }
}

function rollback(database: Database.Database): void {
  if (database.inTransaction) database.exec('ROLLBACK');
}

/** A value as libsql can bind it: libsql 0.5.29 aborts the process on a boolean. */
function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? storableText(value) : (value ?? null);
}

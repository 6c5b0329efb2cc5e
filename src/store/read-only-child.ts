/** @module A process that asks a SQLite file one statement: `FILE`, and the statement on standard input. Prints `{columns, rows}` as JSON. */
import { readFileSync } from 'node:fs';
import Database from 'libsql';
import { messageOf } from '../domain/errors.js';

const [path = ''] = process.argv.slice(2);
try {
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  database.exec('PRAGMA query_only = ON');
  const statement = database.prepare(readFileSync(0, 'utf8'));
  const columns = statement.columns().map(({ name }) => name);
  const rows: unknown[] = statement.raw().all([]);
  process.stdout.write(JSON.stringify({ columns, rows }));
} catch (error) {
  process.stderr.write(messageOf(error));
  process.exitCode = 1;
}

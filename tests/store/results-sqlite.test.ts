/** The results store in SQLite: all that holds of any database, and what is SQLite's own. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CamelCasePlugin, Kysely } from 'kysely';
import type { Guard } from '../../src/store/guard.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { openSqlite } from '../../src/store/sqlite-database.js';
import { ImmediateSqliteDialect } from '../../src/store/sqlite-dialect.js';
import { SqlLines } from '../../src/store/sql-lines.js';
import { SqlLocks } from '../../src/store/sql-locks.js';
import type { Schema } from '../../src/store/sql-schema.js';
import { budgetsConformance } from './conformance/budgets.js';
import { callStoreConformance } from './conformance/call-store.js';
import { learningConformance } from './conformance/learning.js';
import { ledgerConformance } from './conformance/ledger.js';
import { linesConformance } from './conformance/lines.js';
import { manyProcesses, processConformance } from './conformance/processes.js';
import { resultsConformance } from './conformance/results.js';
import { sqliteIn } from './support/databases.js';
import { temporaryFolder } from './support/files.js';

const folder = temporaryFolder();
const database = sqliteIn(folder);
const databaseOf = () => database;

describe('the ledger', () => ledgerConformance(databaseOf));
describe('the store of calls', () => callStoreConformance(databaseOf));
describe('the budgets', () => budgetsConformance(databaseOf));
describe('the lines', () => linesConformance(databaseOf));
describe('what is learned', () => learningConformance(databaseOf));
describe('the results', () => resultsConformance(databaseOf));
describe('processes', () => {
  manyProcesses(databaseOf);
  processConformance(databaseOf, [1, 60, 200]);
});

describe('in SQLite', () => {
  const url = pathToFileURL(join(folder, 'schema.db')).href;
  const sql = (text: string): Promise<unknown[]> => database.query(url, text);
  let store: Awaited<ReturnType<typeof openResultStore>>;
  beforeAll(async () => {
    store = await openResultStore(url);
  });
  afterAll(() => store.close());

  test('ids that begin so are read from an index, not from the table', async () => {
    const range = (table: string, column: string): string =>
      `EXPLAIN QUERY PLAN SELECT DISTINCT ${column} FROM ${table} WHERE ${column} >= 'a' AND ${column} < 'b' ORDER BY ${column} LIMIT 6`;
    for (const [table, column] of [
      ['rollouts', 'id'],
      ['calls', 'rollout_id'],
      ['failed_calls', 'rollout_id'],
    ] as const) {
      const plan = JSON.stringify(await sql(range(table, column)));
      expect(plan).toMatch(/SEARCH .* USING COVERING INDEX/);
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
  });

  test('has the documented columns in snake case', async () => {
    const columns = (table: string): Promise<unknown[]> =>
      sql(`select group_concat(name, ' ') as names from pragma_table_info('${table}')`);
    expect(await columns('calls')).toEqual([
      {
        names:
          'seq rollout_id turn step request_hash kind model status body calls prompt_tokens completion_tokens ' +
          'cost_usd latency_ms attempt worker recorded_at waited_ms cached hedged',
      },
    ]);
    expect(await columns('rollouts')).toEqual([
      { names: expect.stringMatching(/^id suite batch task_id .* ground_truth verdict/) },
    ]);
  });

  test('serves the look-ups of batches and reports from indexes', async () => {
    const plan = (query: string): Promise<unknown[]> => sql(`explain query plan ${query}`);
    const usesIndex = expect.objectContaining({ detail: expect.stringMatching(/USING (COVERING )?INDEX/) });
    expect(await plan("select * from rollouts where batch = 'b' and task_id = 't' and sample = 0")).toEqual([
      usesIndex,
    ]);
    expect(await plan("select * from rollouts where suite = 's' order by started_at desc")).toEqual([usesIndex]);
    expect(await plan("select * from rollouts where policy = 'p' order by started_at desc")).toEqual([usesIndex]);
    for (const table of ['calls', 'failed_calls']) {
      expect(await plan(`select * from ${table} where rollout_id = 'r' and turn = 1 and step = 's'`)).toEqual([
        usesIndex,
      ]);
    }
  });
});

test('a place and a lock whose taking was committed and not heard of are found again, not taken twice', async () => {
  const path = join(folder, 'twice.db');
  await (await openResultStore(pathToFileURL(path).href)).close();
  const dialect = new ImmediateSqliteDialect(openSqlite(path));
  const db = new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin()] });
  // The connection breaks behind every commit, so that everything is run again.
  const twice: Guard = async (operation) => {
    await operation();
    return operation();
  };
  const lines = new SqlLines(db, twice);
  const limits = { limit: 2, ratePerMinute: undefined };
  const entered = [];
  for (const holder of ['a', 'b', 'c']) entered.push(await lines.enter('M', limits, { holder, expiresAtMs: 9 }, 0));
  expect(entered).toEqual([
    { place: { model: 'M', ticket: 1 }, claim: { kind: 'granted' } },
    { place: { model: 'M', ticket: 2 }, claim: { kind: 'granted' } },
    { place: { model: 'M', ticket: 3 }, claim: { kind: 'queued', ahead: 2 } },
  ]);
  expect(await lines.lengths()).toEqual([{ model: 'M', places: 3 }]);
  const locks = new SqlLocks(db, twice);
  expect(await locks.take('x', { holder: 'a', expiresAtMs: 9 }, 0)).toBe(true);
  expect(await locks.take('x', { holder: 'b', expiresAtMs: 9 }, 0)).toBe(false);
  await db.destroy();
});

describe('opening', () => {
  test.each(['mysql://user:hunter2@host/maestro', 'results.db', ':memory:'])(
    'refuses %s and shows no password',
    async (bad) => {
      const error = await openResultStore(bad).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'INVALID_INPUT' });
      expect(String(error)).not.toContain('hunter2');
    },
  );
});

/** `maestro sql`: questions are answered, nothing can be changed, and nothing takes for ever. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openResultStore } from '../../src/store/open-result-store.js';
import { queryReadOnly } from '../../src/store/read-only-query.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { call, failedCall, rollout, turn } from '../store/support/rows.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, temporaryFolder, type Ended } from './support/run-cli.js';

const folder = temporaryFolder();
let postgres: TestPostgres;
let url: string;

const USAGE = { calls: 1, promptTokens: 30, completionTokens: 7, costUsd: 0.25 };

async function fill(resultsUrl: string): Promise<void> {
  const store = await openResultStore(resultsUrl);
  for (const [index, correct] of [true, false, null].entries()) {
    const id = `r${index}`;
    await store.recordRollout(rollout({ id, batch: 'b', correct, reward: correct === null ? null : Number(correct) }), [
      turn({ rolloutId: id }),
    ]);
    await store.ledger.record(
      call({ rolloutId: id, step: 'decide', kind: 'decide', model: 'P', latencyMs: 30, waitedMs: 0 }),
    );
    await store.ledger.record(call({ rolloutId: id, latencyMs: 100, waitedMs: 40 }));
    await store.failures.record(failedCall({ rolloutId: id, model: 'F', usage: index === 0 ? null : USAGE }));
  }
  await store.close();
}

beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.createDatabase(`sql_${process.pid}`);
  await Promise.all([fill(url), fill(pathToFileURL(join(folder.path, 'data', 'results.db')).href)]);
});
afterAll(() => postgres.stop());

const sqlite = (...args: string[]): Promise<Ended> => runBuilt(['sql', ...args], { cwd: folder.path });
const inPostgres = (statement: string, timeoutMs = 10_000) => queryReadOnly(url, statement, timeoutMs);

const QUESTIONS: readonly (readonly [string, Record<string, unknown>])[] = [
  [
    'select rollouts, answered, graded, correct, accuracy, reward, cost_usd * 1000 as mills from v_batches',
    { rollouts: 3, answered: 3, graded: 2, correct: 1, accuracy: 0.5, reward: 0.5, mills: 6 },
  ],
  [
    "select waiting_ms, policy_ms, experts_ms, latency_ms from v_time where rollout = 'r0'",
    { waiting_ms: 40, policy_ms: 30, experts_ms: 60, latency_ms: 2500 },
  ],
  ['select pair, status, turns from v_pairs', { pair: 'Raster@@Geometry', status: 'ok', turns: 3 }],
  ["select calls, prompt_tokens from v_models where model = 'GLM'", { calls: 3, prompt_tokens: 2436 }],
  [
    "select status, replies, failed, calls, prompt_tokens, cost_usd, waited_ms from v_models where model = 'F'",
    {
      ...{ status: 'EXPERT_MALFORMED', replies: 0, failed: 3, calls: 2, prompt_tokens: 60 },
      cost_usd: 0.5,
      waited_ms: null,
    },
  ],
  [
    "select batch, turn, step, attempt, code, billed, latency_ms from v_failed_calls where rollout = 'r1'",
    { ...{ batch: 'b', turn: 1, step: 'ask', attempt: 1 }, ...{ code: 'EXPERT_MALFORMED', billed: 1, latency_ms: 90 } },
  ],
  ['with t as (select 1 as one) select one from t', { one: 1 }],
];

describe('in both databases', () => {
  test('the views say the same', async () => {
    const inSqlite = await Promise.all(QUESTIONS.map(([statement]) => sqlite(statement, '--json')));
    for (const [index, [statement, expected]] of QUESTIONS.entries()) {
      const { columns, rows } = await inPostgres(statement);
      expect(Object.fromEntries(columns.map((name, at) => [name, rows[0]?.[at]]))).toEqual(expected);
      expect(onlyJson(inSqlite[index]?.stdout ?? '')['rows']).toEqual([expected]);
    }
  });

  const ATTACKS = [
    'delete from rollouts',
    'with gone as (delete from rollouts returning id) select * from gone',
    'select 1; delete from rollouts',
    'set default_transaction_read_only = off',
    "vacuum into 'copy.db'",
    "copy (select 1) to '/tmp/copy'",
    '/* select */ drop table rollouts',
    "attach 'other.db' as other",
    'pragma query_only = off',
    'commit',
  ];

  test.each(ATTACKS)('PostgreSQL refuses %s', async (statement) => {
    await expect(inPostgres(statement)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await inPostgres('select count(*) from rollouts')).rows).toEqual([[3]]);
  });

  test('SQLite refuses them too', async () => {
    const some = ATTACKS.slice(0, 5);
    const codes = await Promise.all(some.map(async (statement) => [statement, (await sqlite(statement)).code]));
    // What stands behind the first statement is not run at all.
    expect(codes).toEqual(some.map((statement) => [statement, statement.startsWith('select 1;') ? 0 : 2]));
    expect((await sqlite('select count(*) as n from rollouts', '--json')).stdout).toContain('[{"n":3}]');
    expect(await readdir(folder.path)).toEqual(['data']);
  });

  test('a statement that takes too long is ended, with advice', async () => {
    const late = /longer than 1 s and was ended: narrow it, or raise --timeout/;
    await expect(inPostgres('select pg_sleep(30)', 1_000)).rejects.toMatchObject({
      message: expect.stringMatching(late),
    });
    const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n';
    const ended = await sqlite(endless, '--timeout', '1');
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(late)]);
  });
});

test('people see a table, and what there is when they ask nothing', async () => {
  const table = await sqlite('select rollout, correct from v_rollouts order by rollout');
  expect(table.stdout).toBe('rollout  correct\n-------  -------\nr0             1\nr1             0\nr2\n');
  const views = await sqlite();
  expect(views.stdout).toMatch(/^v_batches: batch policy rollouts .*\n(v_\w+: .*\n)+$/);
  expect((await sqlite('select nonesuch from v_rollouts')).stderr).toMatch(/not answered: .*no such column: nonesuch/);
});

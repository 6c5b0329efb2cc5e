/** `maestro batch export`: read back by other programs, here DuckDB. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { openResultStore } from '../../src/store/open-result-store.js';
import { newFolder } from '../datasets/readers/support.js';
import { call, rollout, turn } from '../store/support/rows.js';
import { runMain } from './support/run-main.js';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  const results = await openResultStore(pathToFileURL(join(folder, 'data', 'results.db')).href);
  for (const [index, correct] of [true, false, null].entries()) {
    const id = `r${index}`;
    const startedAt = `2026-08-01T10:00:0${index}.000Z`;
    await results.recordRollout(rollout({ id, batch: 'b1', taskId: `t${index}`, sample: index, correct, startedAt }), [
      turn({ rolloutId: id }),
    ]);
    await results.ledger.record(call({ rolloutId: id, turn: 1 }));
  }
  await results.close();
});

const run = (...args: string[]) => runMain(['batch', 'export', ...args], { cwd: folder });

async function duckdb(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test('Parquet is read by DuckDB with the right types, JSON columns included', async () => {
  expect((await run('b1', '--out', 'out.parquet')).stdout).toMatch(/^3 rollouts of b1 in /);
  const file = join(folder, 'out.parquet');
  expect(
    await duckdb(
      `select rollout, task_id, sample, correct, reward, tainted, typeof(latency_ms) as kind from '${file}'`,
    ),
  ).toEqual([
    { rollout: 'r0', task_id: 't0', sample: '0', correct: true, reward: 1, tainted: false, kind: 'DOUBLE' },
    { rollout: 'r1', task_id: 't1', sample: '1', correct: false, reward: 1, tainted: false, kind: 'DOUBLE' },
    { rollout: 'r2', task_id: 't2', sample: '2', correct: null, reward: 1, tainted: false, kind: 'DOUBLE' },
  ]);
  expect(await duckdb(`select sum(cost_usd)::decimal(9,4) as cost, count(correct) as graded from '${file}'`)).toEqual([
    { cost: '0.0060', graded: '2' },
  ]);
  const lists = `select call_list::json as calls, turn_list::json as turns from '${file}' where rollout = 'r1'`;
  expect(
    await duckdb(`select calls->>'$[0].model' as model, turns->>'$[0].observation.text' as text from (${lists})`),
  ).toEqual([{ model: 'GLM', text: '3' }]);
});

test('JSONL holds all that is known, a line a rollout', async () => {
  await run('b1', '--out', 'out.jsonl');
  const lines = (await readFile(join(folder, 'out.jsonl'), 'utf8')).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(all.map((row) => row['rollout'])).toEqual(['r0', 'r1', 'r2']);
  expect(all[2]).toMatchObject({
    batch: 'b1',
    correct: null,
    ground_truth: ['3', 'three'],
    turns: 2,
    turn_list: [{ turn: 1, pair: 'Raster@@Geometry', prompt_tokens: 0 }],
    call_list: [{ step: 'ask', model: 'GLM', waited_ms: 12, cost_usd: 0.00125, body: { text: 'three circles' } }],
  });
});

test.each([
  [['nobody', '--out', 'x.parquet'], /no finished rollout of a batch or run "nobody"/],
  [['b1'], /say where to with --out/],
  [['b1', '--out', 'x.csv'], /\.jsonl or \.parquet/],
  [['b1', '--out', 'x.jsonl', '--format', 'csv'], /"rollouts" or "verl"/],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

/** The command line as a new user meets it: the real program, the real server, one data folder from `eval` to `down`. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { SHIPPED_MODELS } from '../support/shipped-registry.js';

const program = fileURLToPath(new URL('../../bin/maestro.js', import.meta.url));
let folder: string;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function maestro(...args: string[]): Promise<Ran> {
  const env = { ...process.env, MAESTRO_DATA_DIR: join(folder, 'data'), NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: folder, env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
      },
    );
  });
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-cli-')));
});

afterAll(async () => {
  await maestro('down');
  await rm(folder, { recursive: true, force: true });
});

describe('without anything running', () => {
  test.each<[string[], number, RegExp]>([
    [['--help'], 0, /Exit codes:/],
    [['ask', '--help'], 0, /Examples:/],
    [['nonsense'], 2, /unknown command/],
    [['eval', 'nosuite'], 2, /no suite "nosuite"/],
    [['eval', 'missing.jsonl'], 2, /missing\.jsonl/],
    [['ask', 'q', '--image', 'nope.png'], 2, /nope\.png/],
    [['ask', 'q', '--policy', 'psychic'], 2, /no policy "psychic"/],
    [['ask', ''], 2, /is empty/],
    [['show', 'nobody'], 2, /nobody/],
    [['registry', 'check'], 0, new RegExp(`Valid: ${SHIPPED_MODELS} models`)],
    [['status'], 5, /none/],
  ])('maestro %j ends with %i', async (args, code, text) => {
    const ran = await maestro(...args);
    expect(ran.stdout + ran.stderr).toMatch(text);
    expect(ran.code).toBe(code);
  });

  test('an error is one JSON object on stdout when JSON is wanted', async () => {
    const { code, stdout } = await maestro('eval', 'nosuite', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});

const summary = z.object({
  total: z.number(),
  right: z.number(),
  failed: z.number(),
  families: z.record(z.string(), z.unknown()),
});
const asked = z.object({ id: z.string(), answer: z.string(), outcome: z.string(), calls: z.number() });

test('a suite is solved, a question answered once, shown from the store, and everything is stopped', async () => {
  const suite = await maestro('eval', 'blindtest', '--limit', '7', '--json');
  const totals = summary.parse(JSON.parse(suite.stdout));
  expect(suite.code).toBe(0);
  expect(totals).toMatchObject({ total: 7, failed: 0 });
  expect(Object.keys(totals.families)).toHaveLength(7);
  expect(totals.right).toBeGreaterThanOrEqual(6);

  const first = asked.parse(JSON.parse((await maestro('ask', 'What is 12 * 12?', '--json')).stdout));
  expect(first).toMatchObject({ answer: '144', outcome: 'answered', calls: 1 });
  const again = asked.parse(JSON.parse((await maestro('ask', 'What is 12 * 12?', '--json')).stdout));
  expect(again.id).toBe(first.id);
  const anew = asked.parse(JSON.parse((await maestro('ask', 'What is 12 * 12?', '--again', '--json')).stdout));
  expect(anew.id).not.toBe(first.id);

  const shown = await maestro('show', first.id);
  expect(shown.stdout).toContain('Algebra@@Algebra');
  expect((await maestro('status')).code).toBe(0);

  await writeFile(
    join(folder, 'tasks.jsonl'),
    '{"id":"a","question":"What is 6 * 7?","data_source":"arith","ground_truth":"42"}\n{"id":"b","question":\n{"id":"c","question":"What is 2 + 3?","ground_truth":["5","five"]}\n',
  );
  const file = await maestro('eval', 'tasks.jsonl', '--out', 'results.jsonl');
  expect(file.code).toBe(2);
  expect(file.stdout + file.stderr).toContain('line 2');
  const lines = (await readFile(join(folder, 'results.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { id: 'a', answer: '42', correct: true, outcome: 'answered', calls: 1 },
    { id: 'c', answer: '5', correct: true, outcome: 'answered', calls: 1 },
  ]);

  const down = await maestro('down');
  expect(down.stdout).toMatch(/Stopped the worker[\s\S]*Stopped the Temporal server/);
  expect((await maestro('status')).code).toBe(5);
}, 180_000);

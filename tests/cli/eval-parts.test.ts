import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markOf, resultLine, type EndedTask } from '../../src/cli/eval/ended-task.js';
import { progressLine } from '../../src/cli/eval/progress.js';
import { reportJson, reportLines } from '../../src/cli/eval/report.js';
import { openResultsFile } from '../../src/cli/eval/results-file.js';
import { newRunId, readRun, writeRun, type RunNote } from '../../src/cli/eval/run-note.js';
import { countsOf, wilson } from '../../src/cli/eval/tally.js';
import { slidingWindow } from '../../src/cli/eval/window.js';
import { createOutput } from '../../src/cli/output.js';
import { temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();
const never = new AbortController().signal;

interface Made {
  readonly id: string;
  readonly family?: string;
  readonly outcome?: string;
  readonly correct?: boolean | null;
  readonly latencyMs?: number;
}

const TERMS = { answer: 1, format: 0, cost: 0, latency: 0, calls: 0 };

function ended({ id, family = 'f', outcome = 'answered', correct = true, latencyMs = 100 }: Made): EndedTask {
  const finished = {
    ...{ id: `run-${id}`, outcome, reason: outcome === 'answered' ? '' : 'spent', calls: 2, turns: [] },
    ...{ answer: outcome === 'answered' ? '42' : null, correct, reward: correct === true ? 1 : 0 },
    ...{ rewardFile: 'paper@1', rewardTerms: TERMS, verdicts: { report: correct, reward: correct } },
    ...{ promptTokens: 10, completionTokens: 5, costUsd: 0.25, latencyMs, policy: 'keyword' },
  };
  return { taskId: id, family, rollout: `run-${id}`, kind: 'finished', finished };
}

const BROKEN: EndedTask = {
  taskId: 'x',
  family: 'g',
  rollout: '',
  kind: 'error',
  code: 'INVALID_IMAGE',
  message: 'no image',
};
const TASKS = [
  ended({ id: 'a' }),
  ended({ id: 'b', correct: false, latencyMs: 300 }),
  ended({ id: 'c', family: 'g', outcome: 'turn_limit', correct: false }),
  ended({ id: 'd', family: 'g', correct: null }),
  BROKEN,
];

describe('A task that ended', () => {
  test.each(
    TASKS.map((task, index) => [task.taskId, task, ['right', 'wrong', 'failed', 'ungraded', 'failed'][index]] as const),
  )('%s counts once', (_id, task, mark) => expect(markOf(task)).toBe(mark));

  test('has a line with exactly the fields that are promised, and why where there was no rollout', () => {
    expect(resultLine(ended({ id: 'a' }), 'f'.repeat(64))).toStrictEqual({
      ...{ id: 'a', answer: '42', correct: true, reward: 1, outcome: 'answered', calls: 2, latency_ms: 100 },
      dataset: 'f'.repeat(64),
      ...{ verdicts: { report: true, reward: true }, reward_terms: TERMS, reward_file: 'paper@1' },
    });
    expect(resultLine(BROKEN, null)).toStrictEqual({
      ...{ id: 'x', answer: null, correct: null, reward: 0, outcome: 'error', calls: 0, latency_ms: 0 },
      dataset: null,
      ...{ verdicts: {}, reward_terms: {}, reward_file: '' },
      error: { code: 'INVALID_IMAGE', message: 'no image' },
    });
  });
});

describe('Counts', () => {
  test('take failures into the accuracy and leave what has no truth out of it', () => {
    expect(countsOf(TASKS)).toMatchObject({
      total: 5,
      right: 1,
      wrong: 1,
      failed: 2,
      ungraded: 1,
      accuracy: 0.25,
      calls: 8,
    });
    expect(countsOf([])).toMatchObject({
      total: 0,
      accuracy: null,
      interval: null,
      rewardMean: null,
      latencyP50: null,
    });
    expect(countsOf(TASKS.slice(0, 2)).latencyP50).toBe(200);
  });

  test('have the interval of Wilson (1927)', () => {
    // 81 of 263: 0.2553 to 0.3662, from Newcombe, Statistics in Medicine 17 (1998), table I.
    const [low, high] = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
    expect(wilson(0, 5)[0]).toBe(0);
    expect(wilson(5, 5)[1]).toBe(1);
  });

  test('of each family add up to the whole', () => {
    const made = fc.record({
      id: fc.uuid(),
      family: fc.constantFrom('', 'f', 'g'),
      outcome: fc.constantFrom('answered', 'budget'),
      correct: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(fc.array(made), (tasks) => {
        const json = JSON.parse(JSON.stringify(reportJson(report(tasks.map(ended))))) as Record<string, unknown>;
        const families = Object.values(json['families'] as Record<string, Record<string, number>>);
        for (const key of ['total', 'right', 'wrong', 'failed', 'ungraded']) {
          expect(families.reduce((sum, family) => sum + (family[key] ?? 0), 0)).toBe(json[key]);
        }
      }),
    );
  });
});

function report(tasks: readonly EndedTask[]) {
  const faults = [{ line: 3, message: 'tasks.jsonl, line 3: not valid JSON' }];
  return {
    run: 'r',
    suite: 's',
    dataset: null,
    policy: 'p',
    seed: 0,
    tasks,
    faults,
    elapsedMs: 2_000,
    ui: undefined,
    out: undefined,
  };
}

test('The report has a row a family, a total, and every failure and faulty line by name', () => {
  const { colors } = createOutput({
    stdout: { write: () => true },
    stderr: { write: () => true },
    env: {},
    json: false,
  });
  expect(reportLines(report(TASKS), colors)).toEqual([
    'family  tasks  right  wrong  failed  ungraded  accuracy (95%)  calls     p50',
    '------  -----  -----  -----  ------  --------  --------------  -----  ------',
    'f           2      1      1       0         0      50% (9-91)      4  200 ms',
    'g           3      0      0       2         1       0% (0-66)      4  100 ms',
    'all         5      1      1       2         1      25% (5-70)      8  100 ms',
    '',
    '5 tasks of s by p in 2.0 s (2.5/s), 60 tokens, $1.00',
    'right by rule: report 1 (1 not decided), reward 1 (1 not decided)',
    '',
    '2 tasks without an answer:',
    '  c  turn_limit: spent',
    '  x  INVALID_IMAGE: no image',
    '',
    '1 faulty line, left out:',
    '  tasks.jsonl, line 3: not valid JSON',
  ]);
});

describe('A sliding window', () => {
  async function* numbers(count: number): AsyncGenerator<number> {
    for (let n = 0; n < count; n++) yield await Promise.resolve(n);
  }

  test('is never wider than asked, always full, and hands out each item once with its place', async () => {
    let inFlight = 0;
    let widest = 0;
    const seen: (readonly [number, number])[] = [];
    await slidingWindow(numbers(50), 4, never, async (item, index) => {
      widest = Math.max(widest, ++inFlight);
      await sleep((item * 7) % 5);
      inFlight--;
      seen.push([item, index]);
    });
    expect(widest).toBe(4);
    expect(seen.map(([item]) => item).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    for (const [item, index] of seen) expect(index).toBe(item);
  });

  test('ends at the first error, and starts nothing after it', async () => {
    const started: number[] = [];
    const run = slidingWindow(numbers(50), 2, never, async (item) => {
      started.push(item);
      await sleep(item === 3 ? 1 : 5);
      if (item === 3) throw new Error('three');
    });
    await expect(run).rejects.toThrow('three');
    const atError = started.length;
    await sleep(30);
    expect(started).toHaveLength(atError);
  });

  test('starts nothing after it was aborted', async () => {
    const stop = new AbortController();
    const started: number[] = [];
    await slidingWindow(numbers(50), 2, stop.signal, (item) => {
      started.push(item);
      if (item === 5) stop.abort();
      return Promise.resolve();
    });
    expect(started.length).toBeLessThanOrEqual(7);
  });
});

test('The results file grows line by line, and ends in the order of the tasks', async () => {
  const path = join(folder.path, 'out', 'results.jsonl');
  const ids = async (): Promise<unknown[]> =>
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
  const file = await openResultsFile(path, null);
  await file.append(ended({ id: 'b' }));
  await file.append(ended({ id: 'a' }));
  expect(await ids()).toEqual(['b', 'a']);
  await file.finish([ended({ id: 'a' }), ended({ id: 'b' })]);
  await file.close();
  expect(await ids()).toEqual(['a', 'b']);
});

describe('The note of a run', () => {
  const note: RunNote = {
    ...{ run: 'arith-20261123-101500-3fa2', source: 'arith', limit: null, policy: 'keyword', seed: 0 },
    ...{
      limits: { max_calls: 2 },
      on_outage: 'wait',
      cache: true,
      prompt: null,
      adapter: null,
      dataset: null,
      reward: null,
      check: null,
      started_at: '2026-11-23T10:15:00.000Z',
    },
  };

  test('is read as it was written; an unknown run is answered with the latest ones', async () => {
    await writeRun(folder.path, note);
    expect(await readRun(folder.path, note.run)).toEqual(note);
    await expect(readRun(folder.path, 'other')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(note.run),
    });
  });

  test('cannot be read from another folder by a clever name', async () => {
    await expect(readRun(join(folder.path, 'empty'), '../runs/arith-20261123-101500-3fa2')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('has a name that says what and when, another one each time', () => {
    const now = Date.UTC(2026, 10, 23, 10, 15);
    const names = new Set(Array.from({ length: 20 }, () => newRunId('my tasks', now)));
    for (const name of names) expect(name).toMatch(/^my-tasks-20261123-101500-[0-9a-f]{4}$/);
    expect(names.size).toBeGreaterThan(15);
  });
});

test('Progress says what is done, right and failed, how fast, and how long it will take', () => {
  const done = { done: 10, total: 40, right: 9, failed: 1, elapsedMs: 5_000 };
  expect(progressLine(done)).toBe('10/40 done, 9 right, 1 failed, 2.0 rollouts/s, about 15.0 s left');
  expect(progressLine({ ...done, done: 0, elapsedMs: 0 })).toBe('0/40 done, 9 right, 1 failed, 0.0 rollouts/s');
});

/** Stored rollouts scored and priced again: what flips, whose advantage turns, what is written, and that nothing is lost. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import type { RolloutInput } from '../../src/domain/task.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { answers, calls } from '../support/policy-scripts.js';
import { answer, rigDeps } from '../support/rollout-rig.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { onlyJson, temporaryFolder } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

const folder = temporaryFolder();
let results: ResultStore;
let asked = 0;

const maestro = (...args: readonly string[]) => runMain(args, { cwd: folder.path });
const json = async (...args: readonly string[]) => onlyJson((await maestro(...args, '--json')).stdout);

/** What each sample of a task says. A cheap one asks once, a dear one four times. */
const SAMPLES: Readonly<Record<string, readonly (readonly [says: string, calls: number])[]>> = {
  // chartqa takes 41 for 40, within 5 %; numeric does not.
  bar: [
    ['41', 1],
    ['40', 4],
    ['12', 1],
    ['13', 1],
  ],
  pie: [
    ['205', 1],
    ['100', 1],
  ],
};

beforeAll(async () => {
  await mkdir(join(folder.path, 'data'), { recursive: true });
  results = await openResultStore(pathToFileURL(join(folder.path, 'data', 'results.db')).href);
  const deps = await rigDeps(
    {
      snapshot: rigSnapshot(),
      experts: {
        Quick: () => {
          asked += 1;
          return answer('hm', {
            usage: { ...NO_USAGE, calls: 1, promptTokens: 1_000, completionTokens: 100, costUsd: 0.001 },
          });
        },
      },
      policies: {
        says: ({ task, turns, callsLeft }) => {
          const [says = '', needed = '1'] = task.family.split('|');
          return turns.length < Number(needed) && callsLeft > 0
            ? calls('Quick@@Plain', String(turns.length))
            : answers(says);
        },
      },
    },
    folder.path,
    results,
  );
  const activities = createActivities(deps, () => ({
    ...{ runId: 'r', quick: true, attempt: 1, endsAtMs: Date.now() + 60_000, signal: new AbortController().signal },
  }));
  for (const [id, samples] of Object.entries(SAMPLES)) {
    for (const [sample, [says, needed]] of samples.entries()) {
      const task = {
        id,
        question: `How high is the ${id}?`,
        family: `${says}|${needed}`,
        data_source: 'chartqa',
        ground_truth: id === 'bar' ? '40' : '200',
      };
      const input: RolloutInput = { task, policy: 'says', sample, batch: 'run-1', suite: 'charts' };
      await driveInProcess(activities, { rolloutId: `${id}-${sample}`, input, startedAtMs: Date.now() });
    }
  }
  await deps.gate.close();
  await deps.grading.close();
});
afterAll(() => results.close());

describe('rescore', () => {
  test('by the same rules and reward changes nothing, and asks nobody', async () => {
    const before = asked;
    const told = await json('rescore', 'run-1');
    expect(told).toMatchObject({
      ...{
        run: 'run-1',
        scored: 6,
        unscored: [],
        scorers: ['chartqa@1'],
        rewards: ['paper@1'],
        flipped: 0,
        rewards_changed: 0,
      },
      groups: { total: 2, changed: 0 },
    });
    expect(asked).toBe(before);
    expect(await results.scores.of('bar-0')).toMatchObject([
      { scorer: 'chartqa@1', rewardFile: 'paper@1', correct: true, reward: 1 },
    ]);
  });

  test('by another scorer: the flips with answer, truth and reason, and the advantages that turn', async () => {
    const told = await json('rescore', 'run-1', '--scorer', 'numeric@1');
    expect(told).toMatchObject({
      ...{ scored: 6, flipped: 2, rewards_changed: 2 },
      rules: { verdict: { rollouts: 6, right_before: 3, right_after: 1, to_right: 0, to_wrong: 2 } },
      flips: [
        {
          id: 'bar-0',
          answer: '41',
          ground_truth: ['40'],
          before: true,
          after: false,
          reward_before: 1,
          reward_after: 0,
        },
        { id: 'pie-0', answer: '205', ground_truth: ['200'], before: true, after: false },
      ],
      groups: {
        ...{ total: 2, changed: 2 },
        advantages: [
          { task: 'bar', samples: 4, changes: [{ id: 'bar-0', before: 1, after: -1 }] },
          {
            task: 'pie',
            samples: 2,
            changes: [
              { id: 'pie-0', before: 1, after: 0 },
              { id: 'pie-1', before: -1, after: 0 },
            ],
          },
        ],
      },
    });
    const text = (await maestro('rescore', 'run-1', '--scorer', 'numeric')).stdout;
    expect(text).toContain('2 verdicts flipped:\n  bar-0  right -> wrong\n    answer "41", truth "40": ');
    expect(text).toContain('2 groups of samples; the sign of 3 advantages changes\n  bar (4 samples): bar-0 + -> -\n');
  });

  test('by another reward: verdicts stay, and whoever was right at great expense loses its advantage', async () => {
    await writeFile(
      join(folder.path, 'frugal.yaml'),
      'name: frugal\nversion: 1\nanswer: { right: 1, wrong: 0 }\nformat: { well_formed: 0, malformed: -1 }\ncalls: { per: 0.4, free: 1, at_most: 9 }\n',
    );
    const told = await json('rescore', 'charts', '--reward', 'frugal.yaml');
    expect(told).toMatchObject({
      ...{ scored: 6, flipped: 0, rewards_changed: 1, rewards: ['frugal@1'] },
      groups: { advantages: [{ task: 'bar', changes: [{ id: 'bar-1', before: 1, after: -1 }] }] },
    });
  });

  test('the rollouts keep what they have; versions stand beside it, and the same again is the same', async () => {
    const row = (await results.getRollout('bar-0'))?.rollout;
    const versions = await results.scores.of('bar-0');
    expect(versions.map((version) => [version.scorer, version.rewardFile, version.reward])).toEqual([
      ['chartqa@1', 'paper@1', 1],
      ['numeric@1', 'paper@1', 0],
      ['chartqa@1', 'frugal@1', 1],
    ]);
    await maestro('rescore', 'run-1', '--scorer', 'numeric');
    await maestro('rescore', 'bar-0', '--reward', 'frugal.yaml');
    expect(await results.scores.of('bar-0')).toEqual(versions);
    expect((await results.getRollout('bar-0'))?.rollout).toEqual(row);
    expect(row).toMatchObject({ correct: true, reward: 1 });
    const shown = await json('show', 'bar-0');
    expect(shown['scores']).toMatchObject([
      { scorer: 'chartqa@1' },
      { scorer: 'numeric@1' },
      { reward_file: 'frugal@1' },
    ]);
  });

  test('a rollout without its plan is named, and the rest goes on', async () => {
    const { rollout } = (await results.getRollout('bar-0')) ?? {};
    if (rollout === undefined) throw new Error('bar-0 is gone');
    await results.recordRollout({ ...rollout, id: 'lost', batch: 'lost-run', plan: 'f'.repeat(64) }, []);
    const ended = await maestro('rescore', 'lost,bar-1');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('1 rollout of lost,bar-1 scored again');
    expect(ended.stdout).toContain('1 rollout not scored:\n  lost  its plan is not in this results store\n');
  });

  test.each([
    [['rescore', 'nothing'], /no run, suite or rollout "nothing"\. The latest: run-1/],
    [['rescore', 'bar-0,nothing'], /has no rollout nothing/],
    [['rescore', 'run-1', '--scorer', 'chartqa@9'], /this Maestro has chartqa@1, not version 9/],
    [['rescore', 'run-1', '--scorer', 'chartqaa'], /chartqa/],
    [['rescore', 'run-1', '--reward', 'none.yaml'], /no reward file/],
    [['reprice', 'run-1'], /--prices: is required/],
    [['reprice', 'run-1', '--prices', 'none.yaml'], /none\.yaml/],
  ])('%j is refused', async (args, message) => {
    const ended = await maestro(...args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(message);
  });
});

describe('reprice', () => {
  test('works the costs out from tokens and calls, beside those that were recorded', async () => {
    await writeFile(
      join(folder.path, 'july.yaml'),
      'models:\n  quick: { input_per_mtok: 2, output_per_mtok: 10, per_call: 0.5 }\n',
    );
    const told = await json('reprice', 'run-1', '--prices', 'july.yaml');
    // Nine calls of 1,000 tokens in and 100 out.
    expect(told).toMatchObject({ rollouts: 6, not_in_list: [] });
    expect(told['models']).toMatchObject({
      Quick: { calls: 9, prompt_tokens: 9_000, completion_tokens: 900, in_list: true },
    });
    expect(told['recorded_usd']).toBeCloseTo(0.009, 9);
    expect(told['cost_usd']).toBeCloseTo(9 * (0.002 + 0.001 + 0.5), 9);
    const [cost, ...more] = await results.scores.costsOf('bar-1');
    expect(cost?.costUsd).toBeCloseTo(4 * 0.503, 9);
    await maestro('reprice', 'run-1', '--prices', 'july.yaml');
    expect(await results.scores.costsOf('bar-1')).toEqual([cost, ...more]);
    expect((await results.getRollout('bar-1'))?.rollout.costUsd).toBeCloseTo(0.004, 9);
  });

  test('a model that is not in the list keeps what was recorded, and is named', async () => {
    await writeFile(join(folder.path, 'other.yaml'), 'models:\n  Other: { per_call: 1 }\n');
    const text = (await maestro('reprice', 'bar-0', '--prices', 'other.yaml')).stdout;
    expect(text).toContain('$0.0010 recorded, $0.0010 by the list\nNot in the list, at their recorded cost: Quick.\n');
  });

  test('a list with faults names each', async () => {
    await writeFile(join(folder.path, 'bad.yaml'), 'models:\n  Quick: { input: 2, per_call: -1 }\n');
    const ended = await maestro('reprice', 'run-1', '--prices', 'bad.yaml');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/bad\.yaml:2: models\.Quick\.per_call: is too small, use at least 0\n/);
    expect(ended.stderr).toMatch(/bad\.yaml:2: models\.Quick\.input: is unknown, use one of input_per_mtok, /);
  });
});

/** What a verdict is made of reaches the result and the store: every rule, each part of the reward, the file that composed it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storeReward } from '../../src/activities/rewards.js';
import { readStoredVerdict } from '../../src/activities/stored-verdict.js';
import { inOrder } from '../../src/domain/verdict.js';
import type { RolloutInput, Task } from '../../src/domain/task.js';
import { loadReward, parseReward } from '../../src/grading/reward-file.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { answers, calls } from '../support/policy-scripts.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';
import { rigSnapshot } from '../support/rig-snapshot.js';

let rig: Rig;

beforeAll(async () => {
  rig = await openRig({
    snapshot: rigSnapshot(),
    experts: { Quick: () => answer('<answer>7</answer>', { usage: { ...NO_USAGE, calls: 1, costUsd: 0.02 } }) },
    policies: {
      // Twice an expert, then 41.
      twice: ({ turns }) => (turns.length < 2 ? calls('Quick@@Plain') : answers('41')),
      straight: () => answers('41'),
      nothing: () => calls('Quick@@Plain'),
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

async function run(id: string, input: Omit<RolloutInput, 'task'>, fields: Partial<Task> = {}, truth = '40') {
  const task = {
    id,
    question: 'How high is the bar?',
    data_source: 'chartqa',
    ...(truth === '' ? {} : { ground_truth: truth }),
    ...fields,
  };
  const handle = await rig.start(id, { task, ...input });
  const result = await handle.result();
  const record = await rig.results.getRollout(id);
  return { result, row: record?.rollout, verdict: readStoredVerdict(record?.rollout.verdict ?? null) };
}

test("a verdict of every rule, and the paper's reward when none is named", async () => {
  const { result, row, verdict } = await run('paper', { policy: 'twice' });
  expect(result).toMatchObject({
    ...{ correct: verdict?.correct, reward: 1, reward_file: 'paper@1' },
    reward_terms: { answer: 1, format: 0, cost: 0, latency: 0, calls: 0 },
  });
  expect(inOrder(verdict?.verdicts).map(([rule]) => rule)).toEqual(['report', 'reward', 'maestro-2605']);
  expect(result.verdicts).toEqual({
    report: verdict?.verdicts?.report?.correct,
    reward: verdict?.verdicts?.reward?.correct,
    'maestro-2605': verdict?.verdicts?.['maestro-2605']?.correct,
  });
  expect(verdict?.verdicts?.report).toMatchObject({ correct: true, extracted: '41', rule: 'chartqa/report@1' });
  expect(verdict).toMatchObject({ rule: 'chartqa/reward@1' });
  expect(verdict?.given).toMatchObject({ name: 'paper', version: 1, hash: (await loadReward('paper')).hash });
  expect(row).toMatchObject({ answer: '41', groundTruth: ['40'], reward: 1, answerReward: 1, formatReward: 0 });
});

test('terms of cost, time and calls are of the structured trajectory', async () => {
  const { result, verdict } = await run('thrifty', { policy: 'twice', reward: 'thrifty' });
  expect(result).toMatchObject({ reward_file: 'thrifty@1', reward_terms: { answer: 1, format: 0 } });
  // 2 calls, one of them free; 2 x $0.02 at 5 each.
  expect(result.reward_terms['calls']).toBeCloseTo(-0.05, 9);
  expect(result.reward_terms['cost']).toBeCloseTo(-0.2, 9);
  expect(result.reward).toBe(verdict?.given?.terms.total);
  expect(verdict?.given?.elapsedMs).toBeGreaterThan(0);
});

test('a stored file of the user; the rule it names decides', async () => {
  const mine = parseReward(
    'name: mine\nversion: 3\nanswer: { rule: report, right: 5, wrong: 0 }\nformat: { well_formed: 1, malformed: 0, voids_answer: true }\n',
    'mine.yaml',
  );
  const reward = await storeReward(rig.results.documents, mine);
  expect(reward).toBe(mine.hash);
  const well = await run('mine', { policy: 'twice', reward });
  expect(well.result).toMatchObject({ reward: 6, reward_file: 'mine@3' });
  expect(well.verdict).toMatchObject({ rule: 'chartqa/report@1', given: { hash: reward } });
  // No expert was called: malformed, so the right answer counts for nothing.
  expect((await run('mine-straight', { policy: 'straight', reward })).result).toMatchObject({
    ...{ correct: true, reward: 0, reward_terms: { answer: 0, format: 0 } },
  });
});

test('without an answer it is wrong, without a truth it is open', async () => {
  const none = await run('no-answer', { policy: 'nothing', limits: { max_calls: 1 } });
  expect(none.result).toMatchObject({ correct: false, reward: -1, verdicts: {} });
  expect(none.verdict).toMatchObject({ why: 'there is no answer' });
  const open = await run('no-truth', { policy: 'twice' }, {}, '');
  expect(open.result).toMatchObject({ correct: null, reward: 0, verdicts: {} });
});

test.each([
  ['a path', '../rewards/paper.yaml', /neither the name of a shipped reward/],
  ['an unknown name', 'generous', /no reward file/],
  ['a hash that nothing has', 'f'.repeat(64), /no reward f{64} is stored/],
])('%s is refused', async (name, reward, message) => {
  const handle = await rig.start(`bad-${name}`, {
    task: { id: 'x', question: 'q' },
    policy: 'straight',
    reward,
  });
  await expect(handle.result()).rejects.toMatchObject({ cause: { message: expect.stringMatching(message) } });
});

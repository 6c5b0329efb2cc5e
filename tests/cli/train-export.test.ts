/** `maestro train export`: the groups of a run as trainers read them, JSONL by itself and Parquet by DuckDB. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import type { PinnedTask } from '../../src/activities/batch/store-batch.js';
import { createTrainingActivities } from '../../src/activities/training/create-training-activities.js';
import { storeTraining } from '../../src/activities/training/store-training.js';
import { memberId } from '../../src/domain/training.js';
import { TRAINING_DEFAULTS } from '../../src/domain/training-settings.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import type { Generation } from '../../src/policies/generation.js';
import { hashJson, toJsonValue } from '../../src/store/hash.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { newFolder } from '../datasets/readers/support.js';
import { call, rollout, turn } from '../store/support/rows.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { runMain } from './support/run-main.js';

const AT = '2026-08-01T10:00:00.000Z';
const CALLED = { kind: 'call', model: 'M', skill: 'S', input: 'how many 😀?' } as const;
const SAID = '<think>ask</think>\n<search>M@@S: how many 😀?</search>';
/** What is looked at in detail. */
interface Line {
  readonly response: string;
  readonly loss_spans: readonly { readonly start: number; readonly end: number }[];
  readonly advantage: number;
}

let folder: string;
let run: string;

function generation(text: string, turnNumber: number): Generation {
  return {
    prompt: [{ role: 'user', text: 'How many?', images: 1, toolCalls: [] }],
    ...{ reasoning: '', text, toolCalls: [], finishReason: 'stop', seed: turnNumber, temperature: 1, topP: null },
    ...{ promptTokenIds: [5, 6, 7], tokenIds: [8, 9], logprobs: [-0.25, -0.5] },
  };
}

async function* tasks(): AsyncGenerator<PinnedTask> {
  yield await Promise.resolve({ task: { id: 't1', question: 'How many?', family: 'count' }, images: [] });
}

/** A run that collected one group of three, as its workflow leaves it. */
beforeAll(async () => {
  folder = await newFolder();
  const results = await openResultStore(pathToFileURL(join(folder, 'data', 'results.db')).href);
  const blobs = await openBlobStore(pathToFileURL(join(folder, 'data', 'blobs')).href);
  const snapshot = rigSnapshot();
  const activities = createTrainingActivities({ results, blobs, registry: () => Promise.resolve(snapshot) });
  const none = { train: tasks(), probe: tasks(), validation: tasks() };
  const registry = hashJson(snapshot);
  const collect = { policy: 'chat:Chief', temperature: 1 };
  const pinned = await storeTraining(
    results.documents,
    {
      ...{ suites: ['mine'], seed: 1, registry, trainer: 'unused', reward: null, cache: true, collect },
      ...{ grpo: DEFAULT_SETTINGS, model: { kind: 'linear' }, onOutage: 'observe', from: null, pairs: [] },
      settings: { ...TRAINING_DEFAULTS, steps: 1, tasksPerStep: 1, groupSize: 3, exploration: 0, costPerCall: 0.1 },
    },
    none,
  );
  run = pinned.run;
  const { spec } = pinned;
  const opened = await activities.openTraining({ run, input: { spec }, at: AT });
  expect(opened).toMatchObject({ collects: true, validates: false, policies: [] });
  const state = await activities.beginPolicy({ run, spec, at: AT });
  const of = { run, spec, step: 0, slot: 0, policy: state.policy, exploration: 0 };
  expect((await activities.openGroup(of)).input.training).toEqual({ run, step: 0, exploration: 0, temperature: 1 });
  const { sha256: prompt } = await results.documents.put(Buffer.from('Decide.', 'utf8'));
  const members = [];
  for (const [member, reward] of [1, 0, 0].entries()) {
    const id = memberId(run, 0, 0, member, 0);
    const facts = {
      id,
      batch: run,
      policy: state.policy,
      registry,
      prompt,
      plan: null,
      taskId: 't1',
      sample: member,
      reward,
    };
    await results.recordRollout(
      rollout({ ...facts, images: [], turns: 1, question: 'How many?', trajectory: { answer_turn: 2 } }),
      [
        turn({
          ...{ rolloutId: id, pair: 'M@@S', decision: { think: 'ask', text: SAID, action: CALLED } },
          observation: { status: 'ok', text: 'three' },
        }),
      ],
    );
    const decide = { rolloutId: id, step: 'decide', kind: 'decide' };
    const asked = { think: 'ask', text: SAID, action: CALLED, generation: { ...generation(SAID, 1) } };
    await results.ledger.record(call({ ...decide, turn: 1, body: toJsonValue(asked) }));
    const answered = {
      think: '',
      text: '',
      action: { kind: 'answer', text: '3' },
      generation: { ...generation('3', 2) },
    };
    await results.ledger.record(call({ ...decide, turn: 2, body: toJsonValue(answered) }));
    members.push({ member, rollout: id });
  }
  const group = await activities.buildGroup({ ...of, members, leftOut: [], refills: 0 });
  expect(group).toMatchObject({ members: 3, zeroVariance: false, identicalActions: true });
  const recorded = await activities.recordCollected({ run, spec, before: state, groups: [group], at: AT });
  expect(recorded.state).toEqual({ ...state, step: 1 });
  // The first that is recorded of a step stands.
  expect(await activities.recordCollected({ run, spec, before: state, groups: [], at: AT })).toEqual(recorded);
  await results.close();
});

const command = (...args: string[]) => runMain(['train', 'export', ...args], { cwd: folder });

test('JSONL: what the policy wrote is told apart from what came back, by characters and by tokens', async () => {
  expect((await command(run, '--out', 'groups.jsonl')).stdout).toMatch(/^1 group, 3 trajectories of mine-collect-/);
  const lines = (await readFile(join(folder, 'groups.jsonl'), 'utf8')).trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Line);
  expect(rows).toHaveLength(3);
  const [first] = rows;
  expect(first).toMatchObject({
    ...{ group: `${run}/step-0/group-0`, member: 0, step: 0, reward: 1, training_reward: 0.9, policy: 'chat:Chief' },
    decisions: [
      {
        ...{ turn: 1, action: 'call', pair: 'M@@S', completion: SAID, logprob: -0.75, propensity: null, seed: 1 },
        ...{ prompt_token_ids: [5, 6, 7], token_ids: [8, 9], logprobs: [-0.25, -0.5], temperature: 1, top_p: null },
        prompt: [
          { role: 'system', content: 'Decide.' },
          { role: 'user', content: '<image>How many?' },
        ],
      },
      { turn: 2, action: 'answer', pair: null, completion: '3' },
    ],
  });
  // As Python counts: the emoji is one character.
  const signs = Array.from(first!.response);
  const spans = first!.loss_spans;
  expect(spans.map(({ start, end }) => signs.slice(start, end).join(''))).toEqual([SAID, '<answer>3</answer>']);
  expect(signs.slice(spans[0]!.end, spans[1]!.start).join('')).toMatch(/^\n<information>three.*<\/information>\n$/s);
  // 0.9, -0.1, -0.1 over their deviation.
  expect(rows.map(({ advantage }) => advantage.toFixed(3))).toEqual(['1.155', '-0.577', '-0.577']);
});

test('Parquet: the same columns, typed, for DuckDB and with it for pyarrow and verl', async () => {
  await command(run, '--out', 'groups.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const file = join(folder, 'groups.parquet');
    const query = `select member, step, training_reward, response[loss_spans[2].start + 1:loss_spans[2].end] as answer,
      len(decisions) as decided, decisions[1].token_ids as ids, list_sum(decisions[1].logprobs) as logprob,
      decisions[1].prompt[2].content as asked, decisions[2].top_p as top_p, prompt[1].role as system from '${file}' order by member`;
    const rows = (await connection.runAndReadAll(query)).getRowObjectsJson();
    expect(rows[0]).toEqual({
      ...{ member: '0', step: '0', training_reward: 0.9, answer: '<answer>3</answer>', decided: '2', ids: ['8', '9'] },
      ...{ logprob: -0.75, asked: '<image>How many?', top_p: null, system: 'system' },
    });
    expect(rows).toHaveLength(3);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

describe('is refused', () => {
  test.each([
    [['nobody', '--out', 'x.jsonl'], /no training run "nobody"/],
    [['RUN'], /say where to/],
    [['RUN', '--out', 'x.csv'], /\.jsonl, or in \.parquet/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await command(...args.map((arg) => (arg === 'RUN' ? run : arg)));
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test.each([
    [['blindtest'], /--policy chat:<model>/],
    [['blindtest', '--policy', 'keyword'], /no chat model's/],
  ])('collect %j', async (args, message) => {
    const { code, stderr } = await runMain(['train', 'collect', ...args], { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

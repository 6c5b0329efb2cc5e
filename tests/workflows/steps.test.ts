/** Solvers with optional evidence, a call for each image, repairs and asked routers: durably, and in process. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MaestroError } from '../../src/domain/errors.js';
import type { ExpertRequest } from '../../src/domain/expert.js';
import type { RolloutInput } from '../../src/domain/task.js';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { pixels } from '../support/pixels.js';
import { answers, calls } from '../support/policy-scripts.js';
import { featureReply, rigSnapshot } from '../support/rig-snapshot.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';

let rig: Rig;
const PAID = { calls: 1, promptTokens: 10, completionTokens: 4, costUsd: 0.25 };
const requests: ExpertRequest[] = [];

beforeAll(async () => {
  const say = (request: ExpertRequest) => {
    requests.push(request);
    if (request.text.startsWith('caption dead')) throw new MaestroError('EXPERT_REJECTED', '400 no such picture');
    if (request.text.startsWith('garbage') && requests.length < Number(request.text.slice(8))) {
      const data = { billed: { ...PAID } };
      throw new MaestroError('EXPERT_MALFORMED', 'no completion at http://me:secret@host/v1', { data });
    }
    if (request.text.startsWith('garbage')) return answer('good', { usage: PAID });
    return featureReply(request) ?? answer(request.text);
  };
  rig = await openRig({
    snapshot: rigSnapshot(),
    experts: { Quick: say, Slow: say },
    policies: {
      'ask-then-answer': ({ turns, task }) =>
        turns.length === 0 ? calls(task.family, task.question) : answers(turns.at(-1)?.observation.text ?? 'nothing'),
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

function input(pair: string, question: string, images: readonly string[] = []): RolloutInput {
  return { task: { id: question, question, family: pair, images }, policy: 'ask-then-answer' };
}

async function run(id: string, rollout: RolloutInput) {
  requests.length = 0;
  const result = await (await rig.start(id, rollout)).result();
  const record = await rig.results.getRollout(id);
  const steps = record?.calls.filter((row) => row.turn === 1).map((row) => row.step);
  return { result, record, turn: record?.turns[0], steps };
}

describe('a repair', () => {
  test('goes on until the check passes, seeing the round before, and no further', async () => {
    const { result, steps, turn } = await run('repair', input('Quick@@Repair', 'sum'));
    expect(steps).toEqual(['decide', 'write', 'check', 'write#2', 'check#2']);
    expect(requests.map((request) => request.text)).toEqual([
      'sum',
      'check <sum>',
      'sum; sum was wrong',
      'check <sum; sum was wrong>',
    ]);
    expect(result.answer).toBe('sum; sum was wrong');
    expect(turn).toMatchObject({ status: 'ok', note: '', calls: 4 });
  });

  test('ends after its rounds, and the policy is told that the check did not pass', async () => {
    const { result, steps, turn } = await run('hopeless', input('Quick@@Repair', 'hopeless'));
    expect(steps?.slice(-2)).toEqual(['write#3', 'check#3']);
    expect(turn).toMatchObject({ status: 'ok', note: 'The check of this answer did not pass.' });
    expect(result.answer).not.toContain('did not pass');
  });

  test('is not begun when the first try passes', async () => {
    const { result, steps } = await run('at-once', input('Quick@@Repair', 'nothing was wrong'));
    expect(steps).toEqual(['decide', 'write', 'check']);
    expect(result.answer).toBe('nothing was wrong');
  });
});

describe('optional evidence for each image', () => {
  test('is asked for every image, and joined', async () => {
    const { result, steps } = await run('see', input('Quick@@Evidence', 'q', [pixels(1), pixels(3)]));
    expect(steps?.sort()).toEqual(['decide', 'say', 'see.1', 'see.2']);
    expect(result.answer).toBe('q: Image 1: 1 wide\n\nImage 2: 3 wide (6,6,)');
    const say = requests.find((request) => request.text.startsWith('q: '));
    expect(say?.system).toBe('You see 2 pictures');
    expect(say?.images.map((image) => image.ref.width)).toEqual([1, 3]);
    const captions = requests.filter((request) => request.text === 'caption q');
    expect(captions.map((request) => request.images.map((image) => image.ref.width)).sort()).toEqual([[1], [3]]);
  });

  test('that declines for one image leaves a gap, and for a single image is its text alone', async () => {
    const gap = await run('gap', input('Quick@@Evidence', 'q', [pixels(2), pixels(3)]));
    expect(gap.result.answer).toBe('q: Image 2: 3 wide (0,6,)');
    expect(gap.turn).toMatchObject({ status: 'ok' });
    const single = await run('single', input('Quick@@Evidence', 'q', [pixels(4)]));
    expect(single.result.answer).toBe('q: 4 wide (6,)');
  });

  test('that fails, or that no task can have, is done without', async () => {
    const dead = await run('dead', input('Quick@@Evidence', 'dead', [pixels(1), pixels(3)]));
    expect(dead.result.answer).toBe('dead:  (0,0,)');
    expect(dead.steps).toEqual(['decide', 'say']);
    const blind = await run('blind', input('Quick@@Evidence', 'q'));
    expect(blind.result.answer).toBe('q:  ()');
  });

  test('of many images is many calls, within what one turn may make', async () => {
    const many = await run('many', input('Quick@@Evidence', 'q', Array<string>(32).fill(pixels(1))));
    expect(many.steps).toHaveLength(34);
  });
});

describe('a router that asks a model', () => {
  test('is a paid step of the turn, and its choice is kept', async () => {
    const { result, steps, turn, record } = await run('routed', input('Slow@@Routed', 'x'));
    expect(steps).toEqual(['decide', 'route', 'only']);
    expect(record?.calls.find((row) => row.step === 'route')).toMatchObject({
      kind: 'classify',
      model: 'Slow',
      body: { text: 'another-thing', data: { option: 'another-thing' } },
      usage: { calls: 1 },
    });
    expect(turn).toMatchObject({ solver: 'another-thing', route: 'classify another-thing', calls: 2 });
    expect(result.answer).toBe('another: x');
    expect(requests[0]?.text).toContain('- one-thing: one-thing');
    expect(requests[0]?.params).toMatchObject({ temperature: 0 });
  });

  test('that comes to no clear choice is a malformed observation, not a guess', async () => {
    const { turn, steps } = await run('undecided', input('Slow@@Routed', 'undecided'));
    expect(steps).toEqual(['decide']);
    expect(turn).toMatchObject({ status: 'malformed', solver: null, route: '' });
    expect(turn?.note).toContain(
      'The router of this skill failed. Slow: Slow was to choose one of one-thing, another-thing',
    );
    expect(requests).toHaveLength(2);
  });
});

describe('a reply that was paid for and can not be used', () => {
  const failed = {
    ...{ turn: 1, step: 'only', kind: 'solve', model: 'Slow', code: 'EXPERT_MALFORMED', usage: PAID, worker: 'rig' },
    reason: 'no completion at http://host/v1',
  };

  test('counts in the rollout and its turn, and is kept beside the reply that came at last', async () => {
    const { result, record, turn } = await run('paid', input('Slow@@Plain', 'garbage 2'));
    expect(record?.calls.find((row) => row.step === 'only')).toMatchObject({ attempt: 2, usage: PAID });
    expect(record?.failures).toMatchObject([{ ...failed, attempt: 1 }]);
    expect(turn).toMatchObject({ status: 'ok', calls: 2, promptTokens: 20, completionTokens: 8, costUsd: 0.5 });
    expect(record?.rollout).toMatchObject({ promptTokens: 20, completionTokens: 8, costUsd: 0.5 });
    expect(result).toMatchObject({ answer: 'good', prompt_tokens: 20, completion_tokens: 8, cost_usd: 0.5 });
  });

  test('counts when no attempt brings a better one', async () => {
    const { result, record, turn } = await run('lost', input('Slow@@Plain', 'garbage 9'));
    expect(record?.failures).toMatchObject([
      { ...failed, attempt: 1 },
      { ...failed, attempt: 2 },
    ]);
    expect(turn).toMatchObject({ status: 'malformed', calls: 2, costUsd: 0.5 });
    expect(result).toMatchObject({ prompt_tokens: 20, completion_tokens: 8, cost_usd: 0.5 });
  });
});

test.each([
  ['repair', input('Quick@@Repair', 'sum')],
  ['hopeless repair', input('Quick@@Repair', 'hopeless')],
  ['evidence', input('Quick@@Evidence', 'q', [pixels(2), pixels(3)])],
  ['router', input('Slow@@Routed', 'x')],
])('both drivers come to the same trajectory: %s', async (name, rollout) => {
  const durable = (await run(`durable ${name}`, rollout)).record;
  const context = { runId: '', quick: true, attempt: 1, endsAtMs: Infinity, signal: new AbortController().signal };
  const activities = createActivities(rig.deps, () => context);
  await driveInProcess(activities, { rolloutId: `inner ${name}`, input: rollout, startedAtMs: Date.now() });
  const inProcess = await rig.results.getRollout(`inner ${name}`);
  expect(inProcess?.rollout.trajectory).toEqual(durable?.rollout.trajectory);
  expect(inProcess?.turns.map((turn) => turn.observation)).toEqual(durable?.turns.map((turn) => turn.observation));
  expect(inProcess?.calls.map((row) => [row.step, row.body]).sort()).toEqual(
    durable?.calls.map((row) => [row.step, row.body]).sort(),
  );
});

test('history holds references: well under 4 KB of payload a turn, also of a solver with many steps', async () => {
  for (const [pair, images] of [
    ['Quick@@Repair', []],
    ['Quick@@Evidence', [pixels(1), pixels(3)]],
    ['Slow@@Routed', []],
  ] as const) {
    const handle = await rig.start(`history ${pair}`, input(pair, 'sum', images));
    await handle.result();
    const { events } = await handle.fetchHistory();
    const bytes = (events ?? []).slice(1).reduce((sum, event) => sum + payloadBytes(event), 0);
    expect(bytes / 2).toBeLessThan(4_096);
  }
});

/** Of every payload in an event, however deep. */
function payloadBytes(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, part) => sum + payloadBytes(part), 0)
    : 0;
}

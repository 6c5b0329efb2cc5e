/** Checkpoints in the store and the rollouts that they decide: what is pinned, what is refused, what a group is built of again. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { readDecisionSamples } from '../../src/activities/learned/decision-samples.js';
import { checkpointLoader, findCheckpoint, storeCheckpoint } from '../../src/activities/learned/stored-checkpoints.js';
import type { RolloutInput, TrainingInput } from '../../src/domain/task.js';
import { CONTEXT_COUNT, FEATURE_COUNT, FEATURE_VERSION } from '../../src/learning/features.js';
import { writeCheckpoint } from '../../src/learning/checkpoint.js';
import { checkGroup, type Member } from '../../src/learning/groups.js';
import { freezeRecords, NO_RECORDS, RECORD_VERSION } from '../../src/learning/records.js';
import { hashJson } from '../../src/store/hash.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { call } from '../store/support/rows.js';
import { CALLS_ONCE, checkpointOf } from '../support/learned.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { answer, rigDeps } from '../support/rollout-rig.js';
import { rejection } from '../support/thrown.js';

const AT = '2026-08-01T10:00:00.000Z';

let folder: string;
let results: ResultStore;
let deps: Awaited<ReturnType<typeof rigDeps>>;
let number = 0;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-learned-')));
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  const experts = { Quick: () => answer('7'), Slow: () => answer('8', { confidence: 0.2 }) };
  deps = await rigDeps({ snapshot: rigSnapshot(), experts }, folder, results);
});

afterAll(async () => {
  await deps.gate.close();
  await deps.grading.close();
  await results.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(fields: Partial<RolloutInput>) {
  const rolloutId = `r${(number += 1)}`;
  const activities = createActivities(deps, () => ({
    ...{ runId: rolloutId, quick: false, attempt: 1, endsAtMs: Date.now() + 300_000 },
    signal: new AbortController().signal,
  }));
  const task = { id: 't1', question: 'a plain question', ground_truth: '7', family: 'plain' };
  const input: RolloutInput = { task, policy: 'learned', ...fields };
  const state = await driveInProcess(activities, { rolloutId, input, startedAtMs: Date.now() });
  const record = await results.getRollout(rolloutId);
  if (record === undefined) throw new Error(`no row of ${rolloutId}`);
  return { state, ...record };
}

const store = (fields: Parameters<typeof checkpointOf>[1] = {}, weights = CALLS_ONCE) =>
  storeCheckpoint(results, checkpointOf(weights, fields), NO_RECORDS, AT);

const promote = (id: string, checkpoint: string) =>
  results.learning.promote({ id, checkpoint, promotedAt: AT, promotedBy: 'ada', evidence: null });

describe('the policy of a rollout', () => {
  test('is refused with what to do before anything was promoted', async () => {
    const error = await rejection(run({}));
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('maestro train promote') });
  });

  test('is the promoted checkpoint, pinned by its hash, free, and what a promotion changes is the next rollout', async () => {
    const [first, second] = [await store({ step: 1 }), await store({ step: 2 })];
    await promote('p1', first);
    const { rollout, state } = await run({});
    expect(rollout).toMatchObject({ policy: `learned:${first}`, outcome: 'answered', answer: '7', correct: true });
    expect(state.turns.map(({ pair }) => pair)).toEqual([expect.stringMatching(/@@Plain$/)]);
    expect(state.plan.decide).toMatchObject({ quick: true });
    await promote('p2', second);
    expect((await run({})).rollout.policy).toBe(`learned:${second}`);
    expect((await run({ policy: `learned:${first.slice(0, 8)}` })).rollout.policy).toBe(`learned:${first}`);
    await promote('p3', first);
    expect((await run({})).rollout.policy).toBe(`learned:${first}`);
  });

  test('is refused when no checkpoint or several begin so', async () => {
    const row = { document: 'd'.repeat(64), records: 'e'.repeat(64), run: 'r', step: 0, createdAt: AT };
    for (const end of ['1', '2']) {
      const hash = `12345678${end.repeat(56)}`;
      await results.learning.addCheckpoint({ ...row, hash, validationReward: null, validationAccuracy: null });
    }
    expect(await rejection(run({ policy: 'learned:12345678' }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('write more'),
    });
    expect(await rejection(run({ policy: 'learned:00000000' }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await findCheckpoint(results, '123456781')).toBe(`12345678${'1'.repeat(56)}`);
  });
});

describe('a checkpoint is loaded as it was stored', () => {
  test('with its records, and stored again it is the same', async () => {
    const outcome = { pair: 'Quick@@Plain', kind: 'plain', task: 'x', image: '', split: 'train', correct: true };
    const table = freezeRecords([outcome]);
    const checkpoint = checkpointOf(CALLS_ONCE, {}, table);
    const hash = await storeCheckpoint(results, checkpoint, table, AT);
    expect(await storeCheckpoint(results, checkpoint, table, '2027-01-01T00:00:00.000Z')).toBe(hash);
    const loaded = await checkpointLoader(results)(hash);
    expect(loaded.weights).toEqual(CALLS_ONCE);
    const count = (task: string) => loaded.records.of('Quick@@Plain', 'plain', { task, image: '' }).kind.count;
    expect([count('another'), count('x')]).toEqual([1, 0]);
    expect((await results.learning.findCheckpoint(hash))?.createdAt).toBe(AT);
  });

  test('not without the records that it names', async () => {
    const other = freezeRecords([]);
    const checkpoint = checkpointOf(CALLS_ONCE, { records: { version: RECORD_VERSION, hash: 'f'.repeat(64) } });
    expect(await rejection(storeCheckpoint(results, checkpoint, other, AT))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  /** As whoever edits the database would leave it. */
  async function stored(text: string, hash: string): Promise<string> {
    const { sha256: document } = await results.documents.put(Buffer.from(text));
    const { sha256: records } = await results.documents.put(Buffer.from(JSON.stringify(NO_RECORDS)));
    const unknown = { validationReward: null, validationAccuracy: null };
    await results.learning.addCheckpoint({ hash, document, records, run: 'r', step: 0, createdAt: AT, ...unknown });
    return hash;
  }

  const another = (change: Parameters<typeof checkpointOf>[1]) => writeCheckpoint(checkpointOf(CALLS_ONCE, change));
  const changed = another({ run: 'changed' });
  const newer = another({ featureVersion: FEATURE_VERSION + 1 });
  const older = another({ records: { version: RECORD_VERSION - 1, hash: hashJson(NO_RECORDS) } });
  const lost = another({ records: { version: RECORD_VERSION, hash: 'b'.repeat(64) } });

  test.each([
    ['of other features', newer.text, newer.hash, 'INVALID_INPUT', 'version of the features'],
    ['of an earlier version of records', older.text, older.hash, 'INVALID_INPUT', 'version of the records'],
    ['whose records are gone', lost.text, lost.hash, 'BLOB_MISSING', 'no document bbbb'],
    ['that was changed', changed.text.replace('20', '21'), changed.hash, 'BLOB_CORRUPT', 'another hash'],
    ['under another name', changed.text, '9'.repeat(64), 'BLOB_CORRUPT', changed.hash],
    ['that is none', 'hello', '8'.repeat(64), 'BLOB_CORRUPT', 'no JSON'],
  ])('one %s is refused', async (_, text, hash, code, part) => {
    await stored(text, hash);
    expect(await rejection(checkpointLoader(results)(hash))).toMatchObject({
      code,
      message: expect.stringContaining(part),
    });
    // Before the rollout begins, too.
    expect(await rejection(run({ policy: `learned:${hash}` }))).toMatchObject({ code });
  });

  test('one that nobody stored is refused', async () => {
    expect(await rejection(checkpointLoader(results)('7'.repeat(64)))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('training', () => {
  const training = (fields: Partial<TrainingInput> = {}): TrainingInput => ({
    ...{ run: 'run-1', step: 3, member: 0, exploration: 0.2, pool: ['Quick@@Plain', 'Slow@@Plain'] },
    ...fields,
  });

  test('leaves in the ledger all that a group is built of, the same for the same key', async () => {
    const policy = `learned:${await store({ step: 3 })}`;
    const members: Member[] = [];
    for (const member of [0, 1, 0]) {
      const { rollout, calls, turns } = await run({ policy, training: training({ member }) });
      const decisions = readDecisionSamples([...calls].reverse());
      expect(decisions.length).toBe(turns.length + 1);
      expect(decisions.at(-1)?.label).toMatch(/^answer: /);
      expect(decisions.slice(0, -1).map(({ label }) => label)).toEqual(turns.map(({ pair }) => pair));
      members.push({ reward: rollout.reward ?? NaN, failed: false, decisions });
    }
    expect(() => checkGroup({ task: 't1', members }, CONTEXT_COUNT, FEATURE_COUNT)).not.toThrow();
    expect(members[2]).toEqual(members[0]);
    const propensities = members.flatMap(({ decisions }) => decisions.map(({ propensity }) => propensity));
    expect(propensities.some((each) => each < 1)).toBe(true);
  });

  test('offers the pairs of the pool only', async () => {
    const policy = `learned:${await store({ step: 3 })}`;
    const pool = ['Slow@@Plain'];
    const { turns, calls } = await run({ policy, training: training({ pool }), limits: { max_calls: 1 } });
    expect(turns.map(({ pair }) => pair)).toEqual(pool);
    expect(readDecisionSamples(calls).map(({ options }) => options.length)).toEqual([1, 1]);
  });

  test('an evaluation leaves none, and what another version wrote is refused', async () => {
    const { calls } = await run({ policy: `learned:${await store()}` });
    expect(readDecisionSamples(calls)).toEqual([]);
    const odd = call({ step: 'decide', body: { sample: { context: [1], chosen: 0 } } });
    expect(() => readDecisionSamples([odd])).toThrow(/turn 1.*another version/s);
  });

  test.each<[string, Partial<RolloutInput>, string]>([
    ['of a policy that draws nothing', { policy: 'keyword', training: training() }, 'draws no decisions'],
    ['with a pair that is none', { training: training({ pool: ['Quick@@Nothing'] }) }, 'Quick@@Nothing'],
    ['with an empty pool', { training: training({ pool: [] }) }, 'training.pool'],
    ['with more than all exploration', { training: training({ exploration: 1.5 }) }, 'training.exploration'],
    ['of half a step', { training: training({ step: 0.5 }) }, 'training.step'],
  ])('%s is refused', async (_, fields, part) => {
    const policy = fields.policy ?? `learned:${await store()}`;
    expect(await rejection(run({ ...fields, policy }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(part),
    });
  });
});

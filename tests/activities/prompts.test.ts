/** @module A rollout pins its prompt: the ready one or the user's own, filled in, as a document that every worker can read. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import type { RolloutActivities } from '../../src/activities/contract.js';
import type { RunContext } from '../../src/activities/deps.js';
import { parsePlanDocument } from '../../src/activities/plan-schema.js';
import type { RegistrySnapshot } from '../../src/domain/registry.js';
import type { Plan, PlanDocument, RolloutInput } from '../../src/domain/task.js';
import { buildPrompt } from '../../src/policies/prompt.js';
import { sha256 } from '../../src/store/hash.js';
import { getJson } from '../../src/store/json-blobs.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { rigDeps } from '../support/rollout-rig.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { endpointModel } from '../support/snapshot.js';

let folder: string;
let results: ResultStore;
let stub: OpenAiStub;
let snapshot: RegistrySnapshot;
let activities: RolloutActivities;

const CONTEXT: RunContext = {
  runId: 'run',
  quick: false,
  attempt: 1,
  endsAtMs: Date.now() + 600_000,
  signal: new AbortController().signal,
};

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-prompts-')));
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
});
afterAll(async () => {
  await results.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  stub = await startOpenAiStub({ reply: () => '<answer>3</answer>' });
  const chief = endpointModel('Chief', stub.url, { role: 'policy' });
  snapshot = { ...rigSnapshot(), models: [...rigSnapshot().models, chief] };
  activities = createActivities(await rigDeps({ snapshot }, folder, results), () => CONTEXT);
});
afterEach(() => stub.close());

let count = 0;
function prepare(fields: Partial<RolloutInput>): Promise<Plan> {
  const input = { task: { id: 't', question: 'How many?' }, ...fields };
  return activities.prepare({ rolloutId: `r${++count}`, input, startedAtMs: Date.now() });
}

const documentOf = async (plan: Plan): Promise<PlanDocument> =>
  parsePlanDocument(await getJson(results.documents, plan.ref.sha256));
const textOf = async (hash: string): Promise<string> => Buffer.from(await results.documents.get(hash)).toString('utf8');
const store = async (text: string): Promise<string> => (await results.documents.put(Buffer.from(text))).sha256;
const systemOf = (index: number): unknown => stub.requests[index]?.body?.messages[0];

test("the policy's own is stored under the plan's hash, and is what the model is sent", async () => {
  const plan = await prepare({ policy: 'chat:Chief' });
  const { prompt } = await documentOf(plan);
  const text = buildPrompt('chat', snapshot);
  expect([prompt, await textOf(prompt)]).toEqual([sha256(text), text]);
  await activities.decide({ plan: plan.ref, turns: [] });
  expect(systemOf(0)).toEqual({ role: 'system', content: text });
});

test("the user's own is filled in, and sent", async () => {
  const plan = await prepare({ policy: 'chat:Chief', prompt: await store('Ask {{ pairs[0] }}, nobody else.') });
  const { prompt } = await documentOf(plan);
  expect(await textOf(prompt)).toBe('Ask Quick@@Plain, nobody else.');
  await activities.decide({ plan: plan.ref, turns: [] });
  expect(systemOf(0)).toEqual({ role: 'system', content: 'Ask Quick@@Plain, nobody else.' });
});

test("the hash of one that fills nothing in is the plan's", async () => {
  const hash = await store('\ufeffExactly this.\r\n');
  expect((await documentOf(await prepare({ policy: 'chat-2605:Chief', prompt: hash }))).prompt).toBe(hash);
});

test('a policy without a prompt has the hash of nothing', async () => {
  expect((await documentOf(await prepare({}))).prompt).toBe(sha256(''));
});

test('default limits leave the policy four calls, and a turn to answer', async () => {
  const plan = await prepare({ policy: 'chat-2605:Chief' });
  expect([plan.limits.maxCalls, (await documentOf(plan)).maxCalls]).toEqual([4, 4]);
});

test.each<[string, () => Partial<RolloutInput> | Promise<Partial<RolloutInput>>, RegExp]>([
  [
    'that is not stored',
    () => ({ policy: 'chat:Chief', prompt: sha256('nowhere') }),
    /no document .* Store the prompt/,
  ],
  ['that is no hash', () => ({ policy: 'chat:Chief', prompt: 'mine.liquid' }), /prompt: is not the SHA-256/],
  ['that reads what is not there', async () => ({ policy: 'chat:Chief', prompt: await store('{{ nope }}') }), /nope/],
  [
    'for a policy that reads none',
    async () => ({ policy: 'keyword', prompt: await store('Hi') }),
    /"keyword" reads no prompt/,
  ],
])('a prompt %s is refused before the rollout begins', async (_name, fields, message) => {
  await expect(prepare(await fields())).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(message),
  });
});

/**
 * Experts and policies' servers in every bad mood, against a real worker: each rollout ends as the design says, nothing hangs,
 * and the key that goes out with every request comes back nowhere.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RolloutInput } from '../../src/domain/task.js';
import type { RolloutResult } from '../../src/domain/trajectory.js';
import { lastText } from '../support/openai-stub-schema.js';
import { startOpenAiStub, type Mood, type OpenAiStub } from '../support/openai-stub.js';
import { historyText, taskTroubles } from './support/histories.js';
import { EXPERT_CASES, POLICY_CASES, type PolicyCase } from './support/hostile-cases.js';
import { startMaestro, type Maestro, type Rollout } from './support/maestro.js';
import { measured } from './support/until.js';

const KEY = 'sk-chaos-f00dfacecafe-0123456789';
/** Whatever is wrong with an endpoint, a rollout of a few turns is over by then. */
const LIMIT_MS = 60_000;

const experts = new Map<string, OpenAiStub>();
const policies = new Map<string, OpenAiStub>();
const rollouts = new Map<string, Rollout>();
const results = new Map<string, Promise<RolloutResult>>();
let chooser: OpenAiStub;
let good: OpenAiStub;
let maestro: Maestro;

beforeAll(async () => {
  const begun = Date.now();
  chooser = await startOpenAiStub({ key: KEY, reply: ({ body }) => choose(body.messages) });
  good = await startOpenAiStub({ key: KEY, reply: () => 'forty-two' });
  for (const [name, { mood, times, reply }] of Object.entries(EXPERT_CASES)) {
    const stub = await startOpenAiStub({ key: KEY, ...(reply === undefined ? {} : { reply }) });
    if (mood !== undefined) await stub.setMood(mood, times);
    experts.set(name, stub);
  }
  for (const [name, { mood, times, reply }] of Object.entries(POLICY_CASES)) {
    const stub = await startOpenAiStub({ key: KEY, ...(reply === undefined ? {} : { reply }) });
    if (mood !== undefined) await stub.setMood(mood, times);
    policies.set(name, stub);
  }
  maestro = await startMaestro({ registry: { 'models.yaml': models() }, env: { CHAOS_KEY: KEY } });
  await maestro.startWorker();
  for (const name of Object.keys(EXPERT_CASES)) await start(`expert ${name}`, expertInput(name));
  for (const [name, policyCase] of Object.entries(POLICY_CASES)) {
    await start(`policy ${name}`, policyInput(name, policyCase));
  }
  await Promise.allSettled(results.values());
  measured(`${rollouts.size} rollouts against hostile endpoints, with start`, Date.now() - begun);
}, 2 * LIMIT_MS);

afterAll(() => maestro.close());
afterAll(() => Promise.all([chooser, good, ...experts.values(), ...policies.values()].map((stub) => stub.close())));

describe('an expert that', () => {
  test.each(Object.entries(EXPERT_CASES))('%s', async (name, { status, requests, gapMs }) => {
    const result = await results.get(`expert ${name}`);
    expect(result).toMatchObject({ outcome: 'answered', answer: '42', calls: 1 });
    expect(result?.turns).toEqual([
      expect.stringMatching(new RegExp(`^1  ${idOf(name)}@@Direct > answer  ${status}\\b`)),
    ]);
    const asked = experts.get(name)?.requests ?? [];
    expect(asked).toHaveLength(requests);
    if (gapMs !== undefined) expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(gapMs);
  });
});

describe("a policy's server that", () => {
  test.each(Object.entries(POLICY_CASES))('%s', async (name, expected) => {
    const result = await results.get(`policy ${name}`);
    expect(result).toMatchObject({ outcome: expected.outcome });
    if (expected.answer !== undefined) expect(result?.answer).toBe(expected.answer);
    if (expected.says !== undefined)
      expect([result?.reason, ...(result?.turns ?? [])].join('\n')).toMatch(expected.says);
    const asked = policies.get(name)?.requests ?? [];
    if (expected.requests !== undefined) expect(asked).toHaveLength(expected.requests);
    if (expected.gapMs !== undefined)
      expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(expected.gapMs);
    const calls = good.requests.filter(({ body }) => body !== undefined && lastText(body).includes(`(${name})`));
    expect(calls).toHaveLength(expected.calls ?? 0);
    expect(result?.latency_ms).toBeLessThan(LIMIT_MS / 2);
  });
});

test('what an expert wrote reaches the policy as harmless text of bounded length', () => {
  for (const name of ['sends tags', 'sends a megabyte', 'sends control characters', 'repeats the key']) {
    const [, told] = chooser.requests.filter(({ body }) =>
      JSON.stringify(body?.messages).includes(`Ask ${idOf(name)}@@Direct.`),
    );
    const text = told?.body === undefined ? '' : lastText(told.body);
    expect(text).toMatch(/^<information>.+<\/information>\n\nCalls left: 3\.$/s);
    expect(text.slice(13, text.lastIndexOf('</information>'))).not.toMatch(
      /<\s*\/?\s*(think|search|information|answer)\b|<\|im_end/i,
    );
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(text.length).toBeLessThan(5_000);
  }
});

test('no line of a result holds a control character; only the answer itself is kept as it was given', async () => {
  for (const [name, result] of results) {
    const { reason, turns } = await result;
    expect({ name, text: [reason, ...turns].join(' ') }).toEqual({
      name,
      text: expect.not.stringMatching(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/),
    });
  }
});

test('the worker lives, and no workflow task timed out or failed', async () => {
  expect(maestro.isWorkerRunning()).toBe(true);
  for (const [name, rollout] of rollouts)
    expect({ name, troubles: await taskTroubles(rollout) }).toEqual({ name, troubles: [] });
});

test('the key was sent, and is in no history, file, log or message', async () => {
  const sent = [chooser, good, ...experts.values(), ...policies.values()].flatMap(({ requests }) => requests);
  expect(sent.filter(({ authorization }) => authorization !== `Bearer ${KEY}`)).toEqual([]);
  for (const [name, rollout] of rollouts)
    expect({ name, leaks: leaks(await historyText(rollout)) }).toEqual({ name, leaks: false });
  expect(leaks(maestro.workerLog())).toBe(false);
  const files = readdirSync(maestro.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['results.db', 'temporal.db', 'server.log']));
  for (const { parentPath, name } of files) {
    expect({ name, leaks: leaks(readFileSync(join(parentPath, name)).toString('latin1')) }).toEqual({
      name,
      leaks: false,
    });
  }
});

function leaks(text: string): boolean {
  return text.includes(KEY) || text.includes(Buffer.from(KEY).toString('base64').slice(0, 40));
}

async function start(name: string, input: RolloutInput): Promise<void> {
  const rollout = await maestro.start(idOf(name), input);
  rollouts.set(name, rollout);
  results.set(name, rollout.result());
}

/** The chooser calls the pair that the question names. */
function expertInput(name: string): RolloutInput {
  return { task: { id: name, question: `Ask ${idOf(name)}@@Direct.`, ground_truth: '42' }, policy: 'chat:Chooser' };
}

function policyInput(name: string, { style = 'chat', limits }: PolicyCase): RolloutInput {
  const task = { id: name, question: `How many? (${name})`, ground_truth: '42' };
  return { task, policy: `${style}:P-${idOf(name)}`, ...(limits === undefined ? {} : { limits }) };
}

function choose(messages: readonly { readonly role: string; readonly content?: unknown }[]): string {
  if (messages.some(({ role }) => role === 'assistant')) return '<answer>42</answer>';
  const pair = /Ask (\S+@@Direct)/.exec(JSON.stringify(messages.at(-1)?.content))?.[1] ?? '';
  return `<think>As I was told.</think><search>${pair}: how many?</search>`;
}

function idOf(name: string): string {
  return name.replace(/[^a-z0-9]+/g, '-');
}

/**
 * Seconds an attempt may take: few only where nothing is ever answered. There a step may last far longer than its attempts, for on a
 * busy machine the second begins late.
 */
function patience(mood: Mood | undefined, few: number): readonly string[] {
  return mood?.kind === 'hang' ? [`timeout_s: ${few}`, 'deadline_s: 30'] : ['timeout_s: 30'];
}

function models(): string {
  const entry = (
    id: string,
    { url }: OpenAiStub,
    role: 'expert' | 'policy',
    times = patience(undefined, 0),
  ): string => `
  - id: ${id}
    provider: openai
    role: ${role}
    base_url: ${url}
    served_name: ${id}
    api_key_env: CHAOS_KEY
    strengths: Answers.
    when_to_choose: When told to.
    limits: Moody.
    modalities: [text]
    concurrency: 4
    max_output_tokens: 1000000
    ${times.join('\n    ')}
    max_attempts: 2
    skills: [${role === 'expert' ? 'Direct' : ''}]`;
  const entries = [
    entry('Chooser', chooser, 'policy'),
    entry('Good', good, 'expert'),
    ...[...experts].map(([name, stub]) => entry(idOf(name), stub, 'expert', patience(EXPERT_CASES[name]?.mood, 3))),
    ...[...policies].map(([name, stub]) =>
      entry(`P-${idOf(name)}`, stub, 'policy', patience(POLICY_CASES[name]?.mood, 1)),
    ),
  ];
  return `version: 1\nmodels:${entries.join('')}\n`;
}

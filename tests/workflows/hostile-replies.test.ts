/**
 * Every kind of step meets every reply that could break whoever reads it: durably, through the real client, with the real chat policy.
 * One rollout for each kind, one turn for each reply: the rollout goes on after each, and ends as its policy says.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Model, RegistrySnapshot, ServiceKind, SolverStep } from '../../src/domain/registry.js';
import type { RolloutResult } from '../../src/domain/trajectory.js';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../src/experts/openai/openai-expert.js';
import { createEngines } from '../../src/experts/engines/index.js';
import type { RolloutRecord } from '../../src/store/result-store.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { startOpenAiStub, type OpenAiStub, type Scripted, type StubRequest } from '../support/openai-stub.js';
import { lastText } from '../support/openai-stub-schema.js';
import { solver, step } from '../support/rig-snapshot.js';
import { openRig, type Rig } from '../support/rollout-rig.js';
import { endpointModel, engineModel, skill } from '../support/snapshot.js';
import { startTrap, type Trap } from '../support/trap.js';
import { aimedAt, KINDS, MOODS, statusOf, TEXTS } from './support/hostile-replies.js';

const CASES = mixed(Object.entries(TEXTS), Object.entries(MOODS));

/** So that no server fails so often in a row that its circuit opens. */
function mixed<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, at) => [first[at], second[at]].filter((one) => one !== undefined)).flat();
}

const SERVICES: readonly ServiceKind[] = ['ocr', 'caption', 'detect', 'zoom'];
const only = (id: string, fields: Partial<SolverStep>): SolverStep => step(id, { task: '', ...fields });
const SOLVERS = {
  ask: [only('say', { kind: 'ask' })],
  classify: [only('choose', { kind: 'classify', params: { options: ['cat', 'dog', 'neither'] } })],
  ocr: [only('read', { kind: 'ocr' })],
  caption: [only('see', { kind: 'caption' })],
  detect: [only('find', { kind: 'detect', params: { draw: true } })],
  zoom: [only('look', { kind: 'zoom' })],
  code: [
    only('write', { kind: 'ask' }),
    only('run', {
      kind: 'run-code',
      task: 'run',
      needs: ['write'],
      template: '{{ steps.write.text | code: "javascript" }}',
      images: [],
    }),
  ],
} as const satisfies Readonly<Record<Exclude<(typeof KINDS)[number], 'router'>, readonly SolverStep[]>>;

let stub: OpenAiStub;
let rig: Rig;
let trap: Trap;
const engines = createEngines();
const outcomes = new Map<string, { readonly result: RolloutResult; readonly record: RolloutRecord }>();

function snapshotAt(url: string): RegistrySnapshot {
  const fast = {
    timeoutMs: 10_000,
    deadlineMs: 30_000,
    maxAttempts: 1,
    concurrency: 1,
    maxOutputTokens: 4_000_000,
  } as const;
  const eyes = KINDS.map((kind): Model => endpointModel(`Eye-${kind}`, url, { ...fast, skills: [`H-${kind}`] }));
  return {
    version: 1,
    models: [
      endpointModel('Chooser', url, { role: 'policy', modalities: ['text'], concurrency: 8, timeoutMs: 30_000 }),
      engineModel('QuickJS', { engine: 'quickjs' }),
      ...eyes,
    ],
    services: [...SERVICES.map((kind) => ({ kind, model: `Eye-${kind}` })), { kind: 'code', model: 'QuickJS' }],
    skills: [
      ...Object.entries(SOLVERS).map(([kind, steps]) => skill(`H-${kind}`, { solvers: [solver('plain', steps)] })),
      skill('H-router', {
        router: { kind: 'classify', model: '' },
        solvers: [solver('cat', [only('say', { kind: 'ask' })]), solver('dog', [only('say', { kind: 'ask' })])],
      }),
    ],
  };
}

/** Chooser calls the expert of the question once for each case, then answers; the experts say what the case is about. */
function reply({ body }: StubRequest): Scripted {
  const text = lastText(body);
  if (body.model !== 'served-Chooser') {
    const at = Number(/case (\d+);/.exec(text)?.[1] ?? '-1');
    // What is routed to is asked as well, and is in order.
    if (body.model === 'served-Eye-router' && !text.includes('Reply with exactly one of these')) return 'routed';
    return aimedAt(trap.url, CASES[at]?.[1][1] ?? { mood: { kind: 'status', status: 418 } });
  }
  const kind = /Look with (\w+)/.exec(JSON.stringify(body.messages))?.[1] ?? '';
  const turn = body.messages.filter(({ role }) => role === 'assistant').length;
  if (turn >= CASES.length) return '<think>Enough.</think><answer>done</answer>';
  return `<think>On.</think><search>Eye-${kind}@@H-${kind}: case ${turn}; what is there?</search>`;
}

beforeAll(async () => {
  trap = await startTrap();
  stub = await startOpenAiStub({ reply });
  const snapshot = snapshotAt(stub.url);
  const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const picture = `data:image/png;base64,${png.toString('base64')}`;
  const endpoint = createOpenAiExpert({ chat: createChatClient({ env: {} }) });
  const expertOf = (model: Model) => (model.provider === 'engine' ? engines.get(model.engine) : endpoint);
  rig = await openRig({
    snapshot,
    experts: Object.fromEntries(snapshot.models.map((model) => [model.id, (asked) => expertOf(model).call(asked)])),
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
  await Promise.all(
    KINDS.map(async (kind) => {
      const task = { id: kind, question: `Look with ${kind}.`, images: [picture], ground_truth: 'done' };
      const limits = { max_calls: CASES.length, max_seconds: 280 };
      const handle = await rig.start(kind, { task, policy: 'chat:Chooser', limits });
      const result = await handle.result();
      const record = await rig.results.getRollout(kind);
      if (record !== undefined) outcomes.set(kind, { result, record });
    }),
  );
}, 300_000);

afterAll(async () => {
  await rig.close();
  await engines.close();
  await stub.close();
  await trap.close();
});

test('nobody went where a reply pointed', () => {
  expect(trap.caught()).toBe(0);
});

function outcomeOf(kind: string) {
  const outcome = outcomes.get(kind);
  if (outcome === undefined) throw new Error(`the rollout of ${kind} left no record`);
  return outcome;
}

describe.each(KINDS)('%s', (kind) => {
  test('makes of each reply a typed observation, and the rollout goes on to its answer', () => {
    const { result, record } = outcomeOf(kind);
    expect(result).toMatchObject({ outcome: 'answered', answer: 'done', correct: true });
    const observed = record.turns.map(({ status }, at) => [CASES[at]?.[0], status]);
    expect(observed).toEqual(CASES.map(([name, [ends]]) => [name, statusOf(ends, kind)]));
  });

  test('records what was answered, and nothing else', () => {
    const { record } = outcomeOf(kind);
    for (const { turn, status, solver: chosen } of record.turns) {
      const steps = record.calls.filter((row) => row.turn === turn).map((row) => row.step);
      const own = SOLVERS[kind === 'router' ? 'ask' : kind].map(({ id }) => id);
      const name = CASES[turn - 1]?.[0];
      const answered = status === 'ok' || status === 'cannot';
      // The program was written, if it was refused by the sandbox: an answer of its own.
      const written = kind === 'code' && record.calls.some((row) => row.turn === turn && row.step === 'write');
      const refusal = name === 'a refusal';
      const expected = answered && !refusal ? own : refusal || written ? own.slice(0, 1) : [];
      const routed = kind === 'router' && !refusal ? ['route'] : [];
      const all = kind === 'router' && chosen === null ? (refusal ? ['route'] : []) : [...routed, ...expected];
      expect([name, steps.sort()]).toEqual([name, ['decide', ...all].sort()]);
    }
  });

  test('asks once for each, and nobody else', () => {
    const asked = stub.requests.filter(({ body }) => body?.model === `served-Eye-${kind}`);
    const questions = kind === 'router' ? asked.filter(({ body }) => isRouting(body)) : asked;
    expect(questions).toHaveLength(CASES.length);
    const decisions = stub.requests.filter(({ body }) => isOf(kind, body));
    expect(decisions).toHaveLength(CASES.length + 1);
  });

  test('shows the policy nothing that acts, hides or is without end', () => {
    const last = stub.requests.filter(({ body }) => isOf(kind, body)).at(-1)?.body;
    const shown = last?.messages.filter(({ role }) => role === 'user').slice(1) ?? [];
    expect(shown).toHaveLength(CASES.length);
    for (const { content } of shown) {
      const text = typeof content === 'string' ? content : '';
      const inside = /^<information>([^]*)<\/information>/.exec(text)?.[1] ?? '<answer>';
      expect(inside).not.toMatch(/<\s*\/?\s*(think|search|information|answer)\b|<\|/i);
      expect(inside).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/,
      );
      expect(inside).not.toContain('root:');
      expect(inside.length).toBeLessThan(4_200);
    }
  });
});

test('Liquid tags of a reply are text, wherever the next step puts them', () => {
  const [, reply] = TEXTS['Liquid tags'] ?? [];
  const turn = CASES.findIndex(([name]) => name === 'Liquid tags') + 1;
  const rows = outcomeOf('code').record.calls.filter((row) => row.turn === turn);
  expect(rows.find(({ step: id }) => id === 'write')?.body).toMatchObject({ text: reply });
  expect(rows.find(({ step: id }) => id === 'run')).toMatchObject({ status: 'cannot' });
});

type Body = StubRequest['body'] | undefined;

function isRouting(body: Body): boolean {
  return body !== undefined && lastText(body).includes('Reply with exactly one of these');
}

function isOf(kind: string, body: Body): boolean {
  return body?.model === 'served-Chooser' && JSON.stringify(body.messages[1]).includes(`Look with ${kind}.`);
}

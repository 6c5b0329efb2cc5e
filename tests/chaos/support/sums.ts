/**
 * @module Policy and expert of the crash tests: a counting HTTP server that works out products in two steps, and can hold a
 * call back. Every call has a key as in the ledger: `rollout/turn/step`.
 */
import type { ResultStore } from '../../../src/store/result-store.js';
import { lastText, type StubBody } from '../../support/openai-stub-schema.js';
import { startOpenAiStub } from '../../support/openai-stub.js';
import { until } from './until.js';

export interface Sums {
  readonly url: string;
  /** Times (milliseconds since the epoch) at which a call arrived, by its key. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  /** Holds back the replies to a call. */
  hold(key: string): void;
  /** Waits until a call that is held has arrived. */
  arrived(key: string): Promise<void>;
  /** Lets the replies to a call go, now and from now on. */
  release(key: string): void;
  /** Calls that arrived and are not in the ledger. */
  open(results: ResultStore): Promise<string[]>;
  close(): Promise<void>;
}

/** The registry that points to it: files of a registry folder. */
export function sumsRegistry(url: string): Record<string, string> {
  return {
    'models.yaml': `version: 1
models:
  - id: Chooser
    provider: openai
    role: policy
    base_url: ${url}
    served_name: chooser
    strengths: Chooses.
    when_to_choose: Never as an expert.
    limits: None.
    modalities: [text]
    concurrency: 16
    timeout_s: 60
    max_attempts: 2
    skills: []
  - id: Multiplier
    provider: openai
    base_url: ${url}
    served_name: multiplier
    strengths: Multiplies.
    when_to_choose: Two numbers are to be multiplied.
    limits: Whole numbers only.
    modalities: [text, image]
    concurrency: 16
    timeout_s: 60
    # A worker's death, or a store that is away, is no attempt of the expert.
    max_attempts: 1
    skills: [Products]
`,
    'skills/products/SKILL.md': `---
name: products
id: Products
description: Multiplies two whole numbers and checks the product.
aliases: []
when_to_use: A product is asked for.
limits: Whole numbers only.
needs_image: false
---
`,
    'skills/products/checked.md': `---
summary: Multiplies, then checks.
when: Always.
steps:
  - id: work
    kind: ask
  - id: confirm
    kind: ask
    needs: [work]
---

## work

work: {{ input }}

## confirm

confirm: {{ input }} Is it {{ steps.work.text }}?
`,
  };
}

/** A task for it; the id of the rollout stands in the question. */
export function product(id: string, a: number, b: number) {
  const question = `[${id}] What is ${a} times ${b}?`;
  return { task: { id, question, ground_truth: String(a * b) }, policy: 'chat:Chooser' };
}

export async function startSums(): Promise<Sums> {
  const arrivals = new Map<string, number[]>();
  const held = new Map<string, { readonly released: Promise<void>; readonly release: () => void }>();
  const stub = await startOpenAiStub({
    reply: async ({ body }) => {
      const key = keyOf(body);
      arrivals.set(key, [...(arrivals.get(key) ?? []), Date.now()]);
      await held.get(key)?.released;
      return answerOf(body);
    },
  });
  return {
    url: stub.url,
    close: () => stub.close(),
    arrivals,
    hold(key) {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      held.set(key, { released, release });
    },
    async arrived(key) {
      await until(`${key} arrives`, () => arrivals.has(key));
    },
    release: (key) => held.get(key)?.release(),
    async open(results) {
      const keys = [...arrivals.keys()];
      const there = await Promise.all(keys.map((key) => isRecorded(results, key)));
      return keys.filter((_, index) => there[index] !== true);
    },
  };
}

export async function isRecorded(results: ResultStore, key: string): Promise<boolean> {
  const [id = '', turn = '', step = ''] = key.split('/');
  return (await results.ledger.find(id, Number(turn), step)) !== undefined;
}

function keyOf(body: StubBody): string {
  const text = JSON.stringify(body.messages);
  const id = /\[([a-z0-9-]+)\] What is/.exec(text)?.[1] ?? '?';
  if (body.model === 'chooser') return `${id}/${turnOf(body)}/decide`;
  return `${id}/1/${lastText(body).startsWith('confirm') ? 'confirm' : 'work'}`;
}

function turnOf(body: StubBody): number {
  return body.messages.filter(({ role }) => role === 'assistant').length + 1;
}

/** Each answer needs the one before it: a call that was skipped or mixed up gives a wrong product. */
function answerOf(body: StubBody): string {
  const text = lastText(body);
  if (body.model === 'multiplier') {
    const said = /Is it (\d+)\?/.exec(text)?.[1];
    if (said !== undefined) return `It is ${said}.`;
    const [, a = '', b = ''] = /(\d+) times (\d+)/.exec(text) ?? [];
    return String(Number(a) * Number(b));
  }
  if (turnOf(body) === 1) {
    const question = /\[[a-z0-9-]+\] What is \d+ times \d+\?/.exec(text)?.[0] ?? '';
    return `<think>This needs the expert.</think><search>Multiplier@@Products: ${question}</search>`;
  }
  return `<answer>${/It is (\d+)\./.exec(text)?.[1] ?? 'nothing came back'}</answer>`;
}

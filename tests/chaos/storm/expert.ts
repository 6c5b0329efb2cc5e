/**
 * @module The expert of a storm: a counting HTTP server that works out products in two steps, and that is often out of order, by
 * the seed alone. Every call has a key: `task/step`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../src/domain/random.js';
import { lastText, type StubBody } from '../../support/openai-stub-schema.js';
import { startOpenAiStub, type Mood } from '../../support/openai-stub.js';

/** One request. Times are milliseconds since the epoch. */
export interface Arrival {
  readonly at: number;
  /** What it met instead of an answer; `slow`: one that came when the caller had given up. */
  fault: Mood['kind'] | undefined;
  /** When its answer, or what it met, was sent; undefined: never, as when the caller died. */
  sentAt: number | undefined;
}

export interface StormExpert {
  readonly url: string;
  readonly arrivals: ReadonlyMap<string, readonly Arrival[]>;
  /** Answers that were sent. */
  readonly answered: () => number;
  close(): Promise<void>;
}

export interface ExpertOptions {
  readonly seed: number;
  /** An answer takes between the two, milliseconds. */
  readonly latencyMs: readonly [number, number];
  /** So long its callers wait. */
  readonly timeoutS: number;
}

/** Of all requests. */
export const FAULTS = { status: 0.1, hang: 0.05, garbage: 0.02 } as const;

export async function startExpert({ seed, latencyMs, timeoutS }: ExpertOptions): Promise<StormExpert> {
  const arrivals = new Map<string, Arrival[]>();
  let answered = 0;
  const stub = await startOpenAiStub({
    reply: async ({ body }) => {
      const { key, answer } = read(body);
      const before = arrivals.get(key) ?? [];
      const random = seededRandom('storm', seed, key, before.length);
      const mood = moodOf(random.next());
      const arrival: Arrival = { at: Date.now(), fault: mood?.kind, sentAt: undefined };
      arrivals.set(key, [...before, arrival]);
      await sleep(random.real(...latencyMs));
      if (mood?.kind === 'hang') return { mood };
      arrival.sentAt = Date.now();
      if (mood !== undefined) return { mood };
      if (arrival.sentAt - arrival.at > timeoutS * 1_000) arrival.fault = 'slow';
      answered += 1;
      return answer;
    },
  });
  return { url: stub.url, arrivals, answered: () => answered, close: () => stub.close() };
}

function moodOf(chance: number): Mood | undefined {
  if (chance < FAULTS.status) return { kind: 'status', status: 503 };
  if (chance < FAULTS.status + FAULTS.hang) return { kind: 'hang' };
  return chance < FAULTS.status + FAULTS.hang + FAULTS.garbage ? { kind: 'garbage' } : undefined;
}

/** The second step needs the first one's answer: a call that was skipped or mixed up gives a wrong product. */
function read(body: StubBody): { readonly key: string; readonly answer: string } {
  const text = lastText(body);
  const [, task = '?', a = '', b = ''] = /\[(\w+)\] What is (\d+) times (\d+)/.exec(text) ?? [];
  const said = /Is it (\d+)\?/.exec(text)?.[1];
  return said === undefined
    ? { key: `${task}/work`, answer: String(Number(a) * Number(b)) }
    : { key: `${task}/confirm`, answer: said };
}

export interface Product {
  readonly id: string;
  readonly question: string;
  readonly ground_truth: string;
}

/** The tasks of a storm. */
export function products(count: number): Product[] {
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [11 + (index % 83), 12 + (index % 79)];
    return { id: `s${index}`, question: `[s${index}] What is ${a} times ${b}?`, ground_truth: String(a * b) };
  });
}

/** The registry that points to it: files of a registry folder. */
export function stormRegistry(url: string, timeoutS: number): Record<string, string> {
  return {
    'models.yaml': `version: 1
models:
  - id: Multiplier
    provider: openai
    base_url: ${url}
    served_name: multiplier
    strengths: Multiplies.
    when_to_choose: Two numbers are to be multiplied.
    limits: Whole numbers only.
    modalities: [text, image]
    concurrency: 12
    timeout_s: ${timeoutS}
    # Deaths of workers count as attempts when garbage decides whether there is another.
    max_attempts: 20
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

/** A registry that is edited while the real worker process runs: new rollouts follow it, running ones keep what they began with. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { failureCode } from '../../src/temporal/failures.js';
import { lastText, type StubBody } from '../support/openai-stub-schema.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { SHIPPED_MODELS } from '../support/shipped-registry.js';
import { startMaestro, type Maestro, type Rollout } from './support/maestro.js';
import { until } from './support/until.js';

const LIMIT_MS = 240_000;

let stub: OpenAiStub;
let maestro: Maestro;
/** What holds the calls whose text contains a word. */
const held = new Map<string, Promise<void>>();
const arrived: string[] = [];

beforeAll(async () => {
  stub = await startOpenAiStub({ reply: ({ body }) => reply(body) });
  maestro = await startMaestro({ registry: { 'models.yaml': modelsFile(card('First', 'Direct')) } });
  await maestro.startWorker();
}, LIMIT_MS);

afterAll(() => maestro.close());
afterAll(() => stub.close());

async function reply(body: StubBody): Promise<string> {
  const text = lastText(body);
  arrived.push(text);
  for (const [word, release] of held) if (text.includes(word)) await release;
  return `${body.model}: ${text}`;
}

/** Holds the calls whose text contains the word. @returns what lets them go */
function hold(word: string): () => void {
  let release = (): void => undefined;
  held.set(word, new Promise((resolve) => (release = resolve)));
  return release;
}

function card(id: string, skill: string, concurrency = 4): string {
  return `  - id: ${id}
    provider: openai
    base_url: ${stub.url}
    served_name: ${id.toLowerCase()}
    strengths: Says it again.
    when_to_choose: Always.
    limits: None.
    modalities: [text, image]
    concurrency: ${concurrency}
    timeout_s: 60
    max_attempts: 1
    skills: [${skill}]
`;
}

const modelsFile = (...cards: string[]): string => `version: 1\nmodels:\n${cards.join('')}`;

const ECHO = {
  'skills/echo/SKILL.md': `---
name: echo
id: Echo
description: Says it twice.
when_to_use: Something is to be said twice.
limits: None.
needs_image: false
---
`,
  'skills/echo/twice.md': `---
summary: Two calls, one after the other.
when: Always.
steps:
  - id: first
    kind: ask
  - id: second
    kind: ask
    needs: [first]
---

## first

one {{ input }}

## second

two {{ input }} ({{ steps.first.text }})
`,
};

/** Puts files into the registry, each whole, and waits until the worker says that it has read them: so many models, if several files change. */
async function edit(files: Record<string, string>, models?: number): Promise<Record<string, unknown>> {
  const before = await readNote();
  for (const [path, text] of Object.entries(files)) {
    const file = join(maestro.dataDir, 'registry', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(join(maestro.dataDir, 'edit'), text);
    await rename(join(maestro.dataDir, 'edit'), file);
  }
  return until('the worker has read the edit', async () => {
    const note = await readNote();
    const isRead = models === undefined ? JSON.stringify(note) !== JSON.stringify(before) : note['models'] === models;
    return isRead ? note : undefined;
  });
}

/** What the worker notes for `maestro status`. */
async function readNote(): Promise<Record<string, unknown>> {
  const folder = join(maestro.dataDir, 'worker');
  return until('the worker has noted its registry', async () => {
    const names = await readdir(folder).catch(() => []);
    const name = names.find((candidate) => /^registry-\d+\.json$/.test(candidate));
    if (name === undefined) return undefined;
    const note: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    return { ...(note as object) };
  });
}

let count = 0;
function ask(question: string, pair: string): Promise<Rollout> {
  const id = `live-${++count}`;
  return maestro.start(id, { task: { id, question }, policy: `fixed:${pair}` });
}

async function answerOf(rollout: Promise<Rollout>): Promise<string | null> {
  return (await (await rollout).result()).answer;
}

test(
  'a model and a solver are added in files, and used without a restart',
  async () => {
    expect(await answerOf(ask('hello', 'First@@Direct'))).toMatch(/^first: .*hello/s);
    const both = modelsFile(card('First', 'Direct'), card('Second', 'Echo'));
    const note = await edit({ ...ECHO, 'models.yaml': both }, SHIPPED_MODELS + 2);
    expect(note).toMatchObject({ models: SHIPPED_MODELS + 2, refused: null });
    expect(await answerOf(ask('hello', 'Second@@Echo'))).toBe('second: two hello (second: one hello)');
    await until('the log says so', () => /Second: 4 at once/.test(maestro.workerLog()));
  },
  LIMIT_MS,
);

test(
  'a model is removed while its call is in flight: that rollout goes on with it, new ones do not know it',
  async () => {
    const release = hold('one leaving');
    const running = ask('leaving', 'Second@@Echo');
    await until('its first call has arrived', () => arrived.includes('one leaving'));
    await edit({ 'models.yaml': modelsFile(card('First', 'Direct, Echo')) });
    const refused = await answerOf(ask('too late', 'Second@@Echo')).catch((error: unknown) => error);
    expect(failureCode(refused)).toBe('NOT_FOUND');
    release();
    expect(await answerOf(running)).toBe('second: two leaving (second: one leaving)');
    expect(arrived.filter((text) => text.includes('leaving'))).toHaveLength(2);
    await until('the log says so', () => /Second: taken out/.test(maestro.workerLog()));
  },
  LIMIT_MS,
);

test(
  'another concurrency is in force for new rollouts, and the call in flight is not made again',
  async () => {
    await edit({ 'models.yaml': modelsFile(card('First', 'Direct, Echo', 1)) });
    const release = hold('one busy');
    const asked = (): number => arrived.filter((text) => text.startsWith('one busy')).length;
    const first = ask('busy a', 'First@@Echo');
    await until('its call has arrived', () => asked() === 1);
    await edit({ 'models.yaml': modelsFile(card('First', 'Direct, Echo', 3)) });
    const more = ['busy b', 'busy c'].map((question) => ask(question, 'First@@Echo'));
    await until('theirs are let through beside it', () => asked() === 3);
    release();
    const answers = await Promise.all([first, ...more].map(answerOf));
    expect(answers.map((answer) => answer?.slice(0, 17))).toEqual(['a', 'b', 'c'].map((x) => `first: two busy ${x}`));
    expect(asked()).toBe(3);
    await until('the log says so', () => /First: 3 at once instead of 1/.test(maestro.workerLog()));
  },
  LIMIT_MS,
);

test(
  'a broken edit is refused with its faults, and the registry before it goes on until the repair',
  async () => {
    const note = await edit({ 'models.yaml': modelsFile(card('First', 'Direct, Echo', 0), card('Third', 'Nonsense')) });
    const file = join(maestro.dataDir, 'registry/models.yaml');
    const faults = [`${file}:11: models[0].concurrency: is too small`, `${file}:26: models[1].skills[0]: names the`];
    expect(note).toMatchObject({ models: SHIPPED_MODELS + 1 });
    for (const fault of faults) {
      expect(JSON.stringify(note['refused'])).toContain(fault);
      await until('the log says so', () => maestro.workerLog().includes(fault));
    }
    expect(await answerOf(ask('still here', 'First@@Echo'))).toMatch(/^first: two still here/);
    const repaired = await edit({ 'models.yaml': modelsFile(card('First', 'Direct, Echo')) });
    expect(repaired).toMatchObject({ models: SHIPPED_MODELS + 1, refused: null });
    expect(await answerOf(ask('as before', 'First@@Echo'))).toMatch(/^first: two as before/);
  },
  LIMIT_MS,
);

/** The registry as a user edits it: one real worker from the first question to the last. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { until } from '../chaos/support/until.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { SHIPPED_MODELS } from '../support/shipped-registry.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, temporaryFolder, type Ended } from './support/run-cli.js';

const LIMIT_MS = 120_000;
const folder = temporaryFolder();
let stub: OpenAiStub;
let workerPid: number;

beforeAll(async () => {
  stub = await startOpenAiStub({ reply: ({ body }) => `this is ${body.model}` });
});
afterAll(() => stub.close());

const card = (id: string): string => `  - id: ${id}
    provider: openai
    base_url: ${stub.url}
    served_name: ${id.toLowerCase()}
    strengths: Says its name.
    when_to_choose: Always.
    limits: None.
    modalities: [text]
    concurrency: 2
    timeout_s: 10
    max_attempts: 1
    skills: [Direct]
`;

const run = (...args: string[]): Promise<Ended> => runBuilt(args, { cwd: folder.path });
const write = (text: string): Promise<void> => writeFile(join(folder.path, 'own.yaml'), text);
const ask = (question: string, pair: string): Promise<Ended> =>
  run('ask', question, '--policy', `fixed:${pair}`, '--registry', 'own.yaml', '--json');

const statusSchema = z.object({ worker: z.object({ state: z.string(), pid: z.number() }), registry: z.unknown() });

async function status(): Promise<{ state: string; pid: number; registry: unknown }> {
  const { worker, registry } = statusSchema.parse(onlyJson((await run('status', '--json')).stdout));
  return { ...worker, registry };
}

test(
  'a layer given with --registry reaches the worker',
  async () => {
    await write(`models:\n${card('First')}`);
    const answered = await ask('who?', 'First@@Direct');
    expect(onlyJson(answered.stdout)).toMatchObject({ answer: 'this is first' });
    const now = await status();
    expect(now).toMatchObject({ state: 'ready', registry: { models: SHIPPED_MODELS + 1, refused: null } });
    workerPid = now.pid;
  },
  LIMIT_MS,
);

test(
  'an edit is used by the next question, by the same worker',
  async () => {
    await write(`models:\n${card('First')}${card('Second')}`);
    const answered = await ask('and you?', 'Second@@Direct');
    expect(onlyJson(answered.stdout)).toMatchObject({ answer: 'this is second' });
    expect(answered.stderr).not.toContain('again');
    expect((await status()).pid).toBe(workerPid);
  },
  LIMIT_MS,
);

test(
  'a broken edit stands in the status with its faults; the worker goes on, and a question says what is wrong',
  async () => {
    await write(`models:\n${card('First').replace('concurrency: 2', 'concurrency: two')}`);
    const fault = `${join(folder.path, 'own.yaml')}:10: models[0].concurrency: has the wrong type`;
    const refused = await until('the edit is refused', async () => {
      const { registry } = await status();
      const text = JSON.stringify(registry);
      return text.includes('has the wrong type') ? text : undefined;
    });
    expect(refused).toContain(fault);
    expect(refused).toContain(`"models":${SHIPPED_MODELS + 2}`);
    const told = await run('status');
    expect(told.stdout).toMatch(new RegExp(`Registry: {4}${SHIPPED_MODELS + 2} models, .* is refused`));
    expect(told.stdout).toContain(fault);
    const asked = await ask('still there?', 'First@@Direct');
    expect(asked.code).toBe(3);
    expect(asked.stdout).toContain(fault);
  },
  LIMIT_MS,
);

test(
  'the repair is taken',
  async () => {
    await write(`models:\n${card('First')}`);
    const answered = await ask('still there?', 'First@@Direct');
    expect(onlyJson(answered.stdout)).toMatchObject({ answer: 'this is first' });
    await until('the status says so', async () => JSON.stringify((await status()).registry).includes('"refused":null'));
    expect((await status()).pid).toBe(workerPid);
  },
  LIMIT_MS,
);

test.each<[string[], number, RegExp]>([
  [['registry', 'list', '--registry', 'nowhere.yaml'], 2, /nowhere\.yaml can't be read/],
  [['registry', 'list', '--registry', 'data'], 2, /data is no registry folder/],
  [['registry', 'list', '--registry', ''], 2, /--registry: is empty/],
  [['registry', 'check', '--registry', 'own.yaml'], 0, new RegExp(`Valid: ${SHIPPED_MODELS + 1} models`)],
  [['registry', 'check', 'own.yaml'], 0, new RegExp(`Valid: ${SHIPPED_MODELS + 1} models`)],
])('maestro %j ends with %i', async (args, code, says) => {
  const ended = await run(...args);
  expect([ended.code, ended.stdout + ended.stderr]).toEqual([code, expect.stringMatching(says)]);
});

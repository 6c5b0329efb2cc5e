/** `maestro services`: endpoints in every state, asked for real. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { imagesOf } from '../support/openai-stub-schema.js';
import { onlyJson, temporaryFolder, type Ended } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

const KEY = 'sk-services-0123456789abcdef';
const folder = temporaryFolder();
let stub: OpenAiStub;
let locked: OpenAiStub;
let moved: OpenAiStub;
let dead: OpenAiStub;
let listless: Server;

beforeAll(async () => {
  stub = await startOpenAiStub({ models: ['seer', 'reader'], reply: () => 'yes' });
  locked = await startOpenAiStub({ models: ['seer'], key: KEY, reply: () => 'yes' });
  moved = await startOpenAiStub({ models: ['seer'], mood: { kind: 'status', status: 500 } });
  dead = await startOpenAiStub({ mood: { kind: 'dead' } });
  listless = createServer((request, response) => {
    response.writeHead(request.url === '/v1/models' ? 404 : 500, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => listless.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await Promise.all([stub, locked, moved, dead].map((server) => server.close()));
  listless.close();
});

const card = (id: string, url: string, more = ''): string =>
  `  - { id: ${id}, provider: openai, base_url: ${JSON.stringify(url)}, served_name: seer, strengths: s, when_to_choose: w, limits: l,
      modalities: [text, image], concurrency: 1, timeout_s: 5, max_attempts: 1, skills: []${more} }\n`;

async function check(cards: string, ...args: string[]): Promise<Ended> {
  await writeFile(join(folder.path, 'own.yaml'), `models:\n${cards}`);
  return runMain(['services', 'check', '--registry', 'own.yaml', ...args], {
    cwd: folder.path,
    env: { SERVICES_KEY: KEY },
  });
}

/** What is said of one card, by fields. */
async function stateOf(cards: string, ...args: string[]): Promise<Record<string, unknown>> {
  const ended = await check(cards, '--json', ...args);
  expect(ended.stdout).not.toContain(KEY);
  const services = onlyJson(ended.stdout)['services'];
  const mine: unknown = Array.isArray(services) ? services.at(-1) : undefined;
  return { code: ended.code, ...(typeof mine === 'object' ? mine : {}) };
}

describe('maestro services check', () => {
  test('asks what is served, and shows one picture', async () => {
    const before = stub.requests.length;
    const state = await stateOf(card('Seer', stub.url, ', role: service'));
    expect(state).toMatchObject({
      code: 0,
      model: 'Seer',
      role: 'service',
      state: 'ok',
      serves: ['seer', 'reader'],
      probe_ms: expect.any(Number),
      note: '',
    });
    const [list, probe, ...others] = stub.requests.slice(before);
    expect([list?.path, probe?.path, others]).toEqual(['/v1/models', '/v1/chat/completions', []]);
    expect(probe?.body).toMatchObject({ model: 'seer', max_tokens: 32 });
    expect(imagesOf(probe!.body!)).toHaveLength(1);
  });

  test('keeps to the formats and sides of the card, and shows no picture to who takes none', async () => {
    await stateOf(card('Seer', stub.url, ', images: { formats: [jpeg], max_side: 32 }'));
    expect(JSON.stringify(stub.requests.at(-1)?.body)).toContain('data:image/jpeg;base64,');
    await stateOf(card('Seer', stub.url).replace('[text, image]', '[text]'));
    expect(imagesOf(stub.requests.at(-1)!.body!)).toHaveLength(0);
  });

  test('sends the key that the card names, and shows it nowhere', async () => {
    expect(await stateOf(card('Locked', locked.url, ', api_key_env: SERVICES_KEY'))).toMatchObject({ state: 'ok' });
    expect(locked.requests.map(({ authorization }) => authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    const wrong = await stateOf(card('Locked', locked.url));
    expect(wrong).toMatchObject({ code: 4, state: 'failed', note: expect.stringContaining('answered 401') });
  });

  test.each<[string, () => string, object]>([
    [
      'another served name',
      () => card('Seer', stub.url).replace('served_name: seer', 'served_name: sear'),
      {
        code: 4,
        state: 'failed',
        serves: ['seer', 'reader'],
        note: 'serves seer, reader, not "sear"',
      },
    ],
    [
      'nobody there',
      () => card('Dead', dead.url),
      {
        code: 4,
        state: 'failed',
        serves: null,
        note: expect.stringMatching(/can't be reached \(ECONNREFUSED\)/),
      },
    ],
    [
      'a server that fails',
      () => card('Moved', moved.url),
      {
        code: 4,
        state: 'failed',
        note: expect.stringMatching(/answered 500/),
      },
    ],
    [
      'an address that is not set',
      () => card('Unset', '${SERVICES_NOWHERE}'),
      {
        code: 0,
        state: 'unavailable',
        serves: null,
        probe_ms: null,
        note: 'its address is not set (environment variable SERVICES_NOWHERE)',
      },
    ],
    [
      'a key that is not set',
      () => card('Keyless', stub.url, ', api_key_env: SERVICES_NO_KEY'),
      {
        code: 0,
        state: 'unavailable',
        note: 'its key is not set (environment variable SERVICES_NO_KEY)',
      },
    ],
  ])('tells %s', async (_name, cards, expected) => {
    expect(await stateOf(cards())).toMatchObject(expected);
  });

  test('takes a server without a list of models by its word', async () => {
    const { port } = listless.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1`;
    expect(await stateOf(card('Plain', url), '--no-probe')).toMatchObject({
      code: 0,
      state: 'ok',
      serves: null,
      probe_ms: null,
      note: 'has no list of models',
    });
    expect(await stateOf(card('Plain', url))).toMatchObject({ state: 'failed', note: expect.stringMatching(/500/) });
  });

  test('is a table, with a line for each endpoint', async () => {
    const { stdout } = await check(card('Seer', stub.url) + card('Unset', '${SERVICES_NOWHERE}'));
    expect(stdout).toMatch(/^model +role +address +served name +state +probe +note$/m);
    expect(stdout).toMatch(/^Seer +expert +http:\S+ +seer +ok +\d+ ms$/m);
    expect(stdout).toMatch(/^Unset +expert +seer +unavailable +its address is not set/m);
  });
});

describe('maestro services print --vllm', () => {
  test('is a line for each card with a port, and says which card lacks weights', async () => {
    const cards = card('Seer', stub.url, ', port: 9364, weights: org/seer') + card('Bare', stub.url, ', port: 9365');
    await writeFile(join(folder.path, 'own.yaml'), `models:\n${cards}`);
    const { code, stdout, stderr } = await runMain(['services', 'print', '--vllm', '--registry', 'own.yaml'], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('vllm serve org/seer --served-model-name seer --port 9364 --max-num-seqs 512');
    expect(stderr).toMatch(/Bare \(port 9365\): its card names no weights/);
  });

  test.each<[string[], RegExp]>([
    [['print'], /say for what/],
    [['check', '--vllm'], /belongs to services print/],
  ])('services %j is bad input', async (args, message) => {
    const ended = await runMain(['services', ...args], { cwd: folder.path });
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EndpointModel } from '../../../src/domain/registry.js';
import { createChatClient } from '../../../src/experts/openai/chat-client.js';
import type { ChatReply, ChatRequest } from '../../../src/experts/openai/chat-types.js';
import { startOpenAiStub, type Mood, type OpenAiStub, type StubOptions } from '../../support/openai-stub.js';
import { imagesOf } from '../../support/openai-stub-schema.js';
import { PIXEL } from '../../support/policy-context.js';
import { endpointModel } from '../../support/snapshot.js';
import { everythingIn, rejection } from '../../support/thrown.js';

const KEY = 'sk-very-secret-0123456789';
const stubs: OpenAiStub[] = [];

afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

async function start(options: StubOptions = {}): Promise<OpenAiStub> {
  const stub = await startOpenAiStub(options);
  stubs.push(stub);
  return stub;
}

interface Fields extends Partial<Omit<ChatRequest, 'model'>> {
  readonly card?: Partial<EndpointModel>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

function complete(url: string, { card = {}, env = {}, ...fields }: Fields = {}): Promise<ChatReply> {
  return createChatClient({ env })({
    model: endpointModel('M', url, { timeoutMs: 60_000, ...card }),
    messages: [{ role: 'user', text: 'hello' }],
    seed: 1,
    signal: new AbortController().signal,
    ...fields,
  });
}

describe('a good server', () => {
  test('gets a valid request with all that was set, and its reply comes back with usage and cost', async () => {
    const stub = await start({ reply: () => ({ content: 'four', reasoning: 'two and two' }), models: ['served-M'] });
    const reply = await complete(stub.url, {
      card: { temperature: 0.2, topP: 0.9, price: { inputPerMTok: 1, outputPerMTok: 1_000_000, perCall: 0.5 } },
      messages: [
        { role: 'system', text: 'be brief' },
        {
          role: 'user',
          text: 'what is it? \ud800',
          images: [{ mime: 'image/png', bytes: PIXEL, width: 1, height: 1 }],
        },
        { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
        { role: 'tool', toolCallId: 'c1', text: 'a pixel' },
      ],
      stop: ['END'],
      tools: [{ name: 'look', description: 'looks', parameters: { type: 'object', properties: {} } }],
      seed: 42,
      maxTokens: 99,
    });
    expect(reply).toMatchObject({ text: 'four', reasoning: 'two and two', toolCalls: [], finishReason: 'stop' });
    expect(reply.usage).toMatchObject({ calls: 1, completionTokens: 1 });
    expect(reply.usage.costUsd).toBeCloseTo(0.5 + 1 + reply.usage.promptTokens / 1e6, 9);
    const { body, authorization } = stub.requests[0]!;
    expect(body).toMatchObject({
      model: 'served-M',
      seed: 42,
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 99,
      stop: ['END'],
    });
    expect(body?.stream).toBe(false);
    expect(imagesOf(body!)[0]?.equals(PIXEL)).toBe(true);
    expect(JSON.stringify(body)).toContain('what is it? \ufffd');
    expect(authorization).toBeUndefined();
  });

  test('is sent neither sampling options nor a key that the card does not name, whatever OPENAI_* says', async () => {
    const stub = await start();
    const before = { ...process.env };
    Object.assign(process.env, { OPENAI_API_KEY: KEY, OPENAI_ORG_ID: 'org', OPENAI_BASE_URL: 'http://127.0.0.1:1' });
    try {
      await complete(stub.url);
    } finally {
      process.env = before;
    }
    expect(stub.requests[0]?.authorization).toBeUndefined();
    expect(Object.keys(stub.requests[0]?.headers ?? {}).filter((header) => header.startsWith('openai-'))).toEqual([]);
    expect(Object.keys(stub.requests[0]?.body ?? {}).sort()).toEqual([
      'max_tokens',
      'messages',
      'model',
      'seed',
      'stream',
    ]);
  });

  test('gets the key from the variable that the card names, read anew at each call', async () => {
    const stub = await start({ key: KEY });
    const env: Record<string, string> = { MY_KEY: 'sk-outdated-0000' };
    expect(await rejection(complete(stub.url, { card: { apiKeyEnv: 'MY_KEY' }, env }))).toMatchObject({
      code: 'EXPERT_REJECTED',
    });
    env.MY_KEY = ` ${KEY}\n`;
    expect(await complete(stub.url, { card: { apiKeyEnv: 'MY_KEY' }, env })).toMatchObject({ text: 'ok' });
  });

  test.each([
    ['vllm', 'a', 'stop', '<end>'],
    ['hosted', 'a', 'stop', undefined],
    ['kept', 'a<end>', 'stop', '<end>'],
  ] as const)(
    'that ends at a stop string as %s does is understood',
    async (stopStyle, text, finishReason, stopReason) => {
      const stub = await start({ reply: () => 'a<end>b', stopStyle });
      expect(await complete(stub.url, { stop: ['<end>'] })).toMatchObject({ text, finishReason, stopReason });
    },
  );

  test.each([
    [{ content: '' }, { text: '', reasoning: '' }],
    [
      { content: null, reasoning: 'hm', reasoningField: 'reasoning' as const },
      { text: '', reasoning: 'hm' },
    ],
    [
      { content: null, refusal: 'I will not' },
      { text: '', refusal: 'I will not' },
    ],
    [{ content: 'x'.repeat(5_000) }, { text: 'x'.repeat(2_048), finishReason: 'length' }],
    [
      { toolCalls: [{ name: 'f', arguments: '{"a": 1}' }] },
      { text: '', toolCalls: [{ id: 'call-0', name: 'f', arguments: '{"a": 1}' }], finishReason: 'tool_calls' },
    ],
    [{ content: 'a\ud800b' }, { text: 'a\ufffdb' }],
  ])('may say %j', async (said, expected) => {
    const stub = await start({ reply: () => said });
    expect(await complete(stub.url)).toMatchObject(expected);
  });

  test('may take as long as the timeout of the model allows, and does not get a second request', async () => {
    const stub = await start({ mood: { kind: 'slow', ms: 300 } });
    expect(await complete(stub.url)).toMatchObject({ text: 'ok' });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('a bad server', () => {
  const status = (code: number, headers = {}): Mood => ({ kind: 'status', status: code, headers });
  test.each<[Mood, string, string]>([
    [{ kind: 'garbage' }, 'EXPERT_MALFORMED', 'not JSON'],
    [{ kind: 'wrong_type' }, 'EXPERT_MALFORMED', 'text/html'],
    [{ kind: 'truncated' }, 'EXPERT_MALFORMED', 'not JSON'],
    [{ kind: 'no_choices' }, 'EXPERT_MALFORMED', 'choices'],
    [{ kind: 'error_in_200' }, 'EXPERT_MALFORMED', 'upstream broke'],
    [{ kind: 'null_content' }, 'EXPERT_MALFORMED', 'neither content nor tool calls'],
    [{ kind: 'huge' }, 'EXPERT_MALFORMED', '10485760 bytes'],
    [{ kind: 'reset' }, 'EXPERT_UNAVAILABLE', "can't be reached"],
    [{ kind: 'dead' }, 'EXPERT_UNAVAILABLE', 'ECONNREFUSED'],
    [{ kind: 'hang' }, 'EXPERT_TIMED_OUT', 'no reply after 0.25 s'],
    [{ kind: 'slow', ms: 5_000 }, 'EXPERT_TIMED_OUT', 'timeout in the registry'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:1/v1' }, 'EXPERT_REJECTED', 'Redirects are not followed'],
    [status(400), 'EXPERT_REJECTED', 'the mood is 400'],
    [status(401), 'EXPERT_REJECTED', 'variable MY_KEY'],
    [status(403), 'EXPERT_REJECTED', 'variable MY_KEY'],
    [status(404), 'EXPERT_REJECTED', 'served name "served-M"'],
    [status(413), 'EXPERT_REJECTED', 'too large'],
    [status(422), 'EXPERT_REJECTED', '422'],
    [status(408), 'EXPERT_UNAVAILABLE', '408'],
    [status(429), 'EXPERT_UNAVAILABLE', '429'],
    [status(500), 'EXPERT_UNAVAILABLE', '500'],
    [status(503), 'EXPERT_UNAVAILABLE', '503'],
  ])('%j is %s, asked once, without the key in the error', async (mood, code, part) => {
    const stub = await start({ mood });
    const card = { apiKeyEnv: 'MY_KEY', timeoutMs: mood.kind === 'hang' || mood.kind === 'slow' ? 250 : 10_000 };
    const error = await rejection(complete(stub.url, { card, env: { MY_KEY: KEY } }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
    expect(error.message).toContain(`(model "M" at ${stub.url})`);
    expect(error.message.length).toBeLessThan(700);
    expect(stub.requests).toHaveLength(mood.kind === 'dead' ? 0 : 1);
    expect(everythingIn(error)).not.toContain(KEY);
    // The server really said it back; otherwise this would show nothing.
    if (mood.kind === 'status') expect(error.message).toContain('you sent Bearer [key]');
  });

  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{}, undefined],
  ])('that asks us to wait by %j is heard', async (headers, retryAfterMs) => {
    const stub = await start({ mood: status(429, headers) });
    expect((await rejection(complete(stub.url))).retryAfterMs).toBe(retryAfterMs);
  });

  test('that trickles its reply is cut off by the timeout of the model', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n');
      const timer = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const error = await rejection(complete(`http://127.0.0.1:${port}/v1`, { card: { timeoutMs: 300 } }));
    expect(error.code).toBe('EXPERT_TIMED_OUT');
    await new Promise((resolve) => server.close(resolve));
  });

  test('that no name leads to is unavailable', async () => {
    const error = await rejection(complete('http://no-such-host.invalid/v1'));
    expect(error).toMatchObject({ code: 'EXPERT_UNAVAILABLE', message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });

  test.each([
    'http://user:hunter2@127.0.0.1:9/v1',
    'http://127.0.0.1:9/v1?key=hunter2',
    'hunter2',
    '',
    'file:///hunter2',
  ])('at the address "%s" is not asked, and the address is not shown', async (url) => {
    const error = await rejection(complete(url));
    expect(error).toMatchObject({
      code: 'INVALID_REGISTRY',
      message: expect.stringContaining('base URL of model "M"'),
    });
    expect(everythingIn(error)).not.toMatch(/hunter/);
  });
});

test.each([
  [undefined, 'is not set'],
  ['', 'is not set'],
  ['sk-with\nnewline', 'characters that no key has'],
  ['sk-schlüssel', 'characters that no key has'],
])('the key %j fails before anything is sent', async (value, part) => {
  const stub = await start();
  const error = await rejection(complete(stub.url, { card: { apiKeyEnv: 'MY_KEY' }, env: { MY_KEY: value } }));
  expect(error).toMatchObject({ code: 'MISSING_KEY', message: expect.stringContaining(part) });
  expect(error.message).toContain('MY_KEY');
  expect(everythingIn(error)).not.toContain('sk-');
  expect(stub.requests).toHaveLength(0);
});

test('an abort rejects with its reason at once and closes the socket', async () => {
  const stub = await start({ mood: { kind: 'hang' } });
  const controller = new AbortController();
  const call = complete(stub.url, { signal: controller.signal });
  const settled = call.catch((error: unknown) => error);
  while (stub.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const reason = new Error('cancelled by the user');
  controller.abort(reason);
  expect(await settled).toBe(reason);
  const deadline = Date.now() + 30_000;
  while (stub.requests[0]?.aborted !== true && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(stub.requests[0]?.aborted).toBe(true);
  await expect(complete(stub.url, { signal: controller.signal })).rejects.toBe(reason);
  expect(stub.requests).toHaveLength(1);
});

/** What a chat policy does when its server fails, or can not be asked at all. */
import { describe, expect, test } from '@jest/globals';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { createPolicy } from '../../src/policies/create-policy.js';
import type { Mood } from '../support/openai-stub.js';
import { context, NOTHING_LEARNED } from '../support/policy-context.js';
import { endpointModel, smallSnapshot } from '../support/snapshot.js';
import { everythingIn, rejection, thrownBy } from '../support/thrown.js';
import { KEY, openStub, policy, stub } from './chat-policy-rig.js';

describe('when its server fails', () => {
  const status = (code: number, headers = {}): Mood => ({ kind: 'status', status: code, headers });
  test.each<[Mood, string, object]>([
    [{ kind: 'dead' }, 'POLICY_UNAVAILABLE', { data: { code: 'ECONNREFUSED' } }],
    [{ kind: 'reset' }, 'POLICY_UNAVAILABLE', {}],
    [{ kind: 'hang' }, 'POLICY_UNAVAILABLE', {}],
    [status(429, { 'retry-after': '2' }), 'POLICY_UNAVAILABLE', { retryAfterMs: 2_000 }],
    [status(500), 'POLICY_UNAVAILABLE', { data: { status: 500 } }],
    [{ kind: 'garbage' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [{ kind: 'wrong_type' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [{ kind: 'truncated' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [{ kind: 'no_choices' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [{ kind: 'null_content' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [{ kind: 'huge' }, 'POLICY_UNAVAILABLE', { data: { garbage: true } }],
    [status(401), 'POLICY_FAILED', { data: { status: 401 } }],
    [status(404), 'POLICY_FAILED', { data: { status: 404 } }],
    [{ kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'POLICY_FAILED', { data: { status: 302 } }],
  ])('%j is %s', async (mood, code, traits) => {
    for (const kind of ['chat', 'chat-tools']) {
      const deciding = await policy(kind, { mood }, { timeoutMs: mood.kind === 'hang' ? 200 : 10_000 });
      const error = await rejection(deciding.decide(context()));
      expect(error).toMatchObject({ code, ...traits, message: expect.stringContaining(`Policy "${kind}:Chief"`) });
      expect('garbage' in error.data).toBe('data' in traits && JSON.stringify(traits).includes('garbage'));
      expect(everythingIn(error)).not.toContain(KEY);
      expect(stub.requests.length).toBeLessThanOrEqual(1);
      await stub.close();
    }
  });

  test('an empty text is a malformed decision, not a failure', async () => {
    for (const kind of ['chat', 'chat-tools', 'chat-2605']) {
      const deciding = await policy(kind, { mood: { kind: 'empty_text' } });
      expect((await deciding.decide(context())).action).toEqual({ kind: 'malformed', reason: 'no_action' });
      await stub.close();
    }
  });

  test('a cancellation rejects with its own reason', async () => {
    const deciding = await policy('chat', { mood: { kind: 'hang' } });
    const controller = new AbortController();
    const settled = deciding.decide(context({ signal: controller.signal })).catch((error: unknown) => error);
    while (stub.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const reason = new Error('cancelled');
    controller.abort(reason);
    expect(await settled).toBe(reason);
  });
});

test('a policy whose key is not set fails before any rollout starts', async () => {
  await openStub();
  const chief = endpointModel('Chief', stub.url, { apiKeyEnv: 'POLICY_KEY' });
  const chat = createChatClient({ env: {} });
  const deps = { snapshot: smallSnapshot({ models: [chief] }), env: {}, chat, learned: NOTHING_LEARNED };
  expect(thrownBy(() => createPolicy('chat:Chief', deps))).toMatchObject({ code: 'MISSING_KEY' });
  expect(thrownBy(() => createPolicy('chat:Cheif', deps)).message).toContain('Models that may: Chief.');
});

test('all that a policy model lacks is told at once', async () => {
  await openStub();
  const unavailable = 'its address and key are not set (environment variables CHIEF_URL and POLICY_KEY)';
  const chief = endpointModel('Chief', '', { apiKeyEnv: 'POLICY_KEY', unavailable });
  const chat = createChatClient({ env: {} });
  const deps = { snapshot: smallSnapshot({ models: [chief] }), env: {}, chat, learned: NOTHING_LEARNED };
  const error = thrownBy(() => createPolicy('chat:Chief', deps));
  expect(error).toMatchObject({ code: 'MISSING_KEY', message: expect.stringContaining(unavailable) });
});

test('a policy model without an address is refused with the reason that the registry gives', async () => {
  const reason = 'MAESTRO_POLICY_BASE_URL is not set.';
  await expect(policy('chat', {}, { baseUrl: '', unavailable: reason })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining(reason),
  });
});

describe('a server that calls no tools', () => {
  test.each<[string, number, string]>([
    ['vLLM', 400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    ['Ollama', 400, 'registry.ollama.ai/library/gemma3:4b does not support tools'],
    ['llama.cpp', 500, 'tools param requires --jinja flag'],
    ['OpenRouter', 404, 'No endpoints found that support tool use. Try disabling "call_expert".'],
    ['OpenAI', 400, "Unsupported parameter: 'tools' is not supported with this model."],
  ])('%s: the error says which policy needs none, and the rollout is not kept waiting', async (_, status, message) => {
    const deciding = await policy('chat-tools', { mood: { kind: 'status', status, message } });
    const error = await rejection(deciding.decide(context()));
    expect(error).toMatchObject({ code: 'POLICY_FAILED', data: { status } });
    expect(error.message).toContain(message.slice(0, 30));
    expect(error.message).toMatch(/Use the policy chat:Chief, which needs none; .*--enable-auto-tool-choice/);
  });

  test.each<[string, string, number, string]>([
    ['another refusal', 'chat-tools', 400, 'image too large'],
    ['one that passes', 'chat-tools', 429, 'too many calls with tools'],
    ['a policy that needs none', 'chat', 400, 'this model does not support tools'],
  ])('%s gets no such advice', async (_, kind, status, message) => {
    const deciding = await policy(kind, { mood: { kind: 'status', status, message } });
    expect((await rejection(deciding.decide(context()))).message).not.toContain('Use the policy');
  });

  test('a model that is named after tools is not mistaken for one without', async () => {
    const deciding = await policy('chat-tools', { mood: { kind: 'status', status: 500 } }, { id: 'Tool-Chief' });
    expect((await rejection(deciding.decide(context()))).code).toBe('POLICY_UNAVAILABLE');
  });
});

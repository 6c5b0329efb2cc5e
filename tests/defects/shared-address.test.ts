import { afterEach, expect, test } from '@jest/globals';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { endpointModel } from '../support/snapshot.js';

let stub: OpenAiStub | undefined;
afterEach(() => stub?.close());

test('two models at one address each keep their own key, timeout and name', async () => {
  stub = await startOpenAiStub({ mood: { kind: 'slow', ms: 1_500 } });
  const { url } = stub;
  const chat = createChatClient({ env: { FIRST_KEY: 'sk-first-0123456789', SECOND_KEY: 'sk-second-0123456789' } });
  const ask = (id: string, apiKeyEnv: string, timeoutMs: number) =>
    chat({
      model: endpointModel(id, url, { apiKeyEnv, timeoutMs }),
      messages: [{ role: 'user', text: 'hello' }],
      seed: 1,
      signal: new AbortController().signal,
    });
  await expect(ask('First', 'FIRST_KEY', 700)).rejects.toMatchObject({ code: 'EXPERT_TIMED_OUT' });
  expect(await ask('Second', 'SECOND_KEY', 10_000)).toMatchObject({ text: 'ok' });
  expect(stub.requests.map(({ authorization, body }) => [authorization, body?.model])).toEqual([
    ['Bearer sk-first-0123456789', 'served-First'],
    ['Bearer sk-second-0123456789', 'served-Second'],
  ]);
});

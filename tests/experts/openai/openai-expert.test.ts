import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExpertReply, ExpertRequest } from '../../../src/domain/expert.js';
import { createChatClient } from '../../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../../src/experts/openai/openai-expert.js';
import { splitThinking } from '../../../src/domain/thinking.js';
import { startOpenAiStub, type OpenAiStub, type StubReply } from '../../support/openai-stub.js';
import { imagesOf } from '../../support/openai-stub-schema.js';
import { PIXEL_IMAGE } from '../../support/policy-context.js';
import { endpointModel, engineModel } from '../../support/snapshot.js';
import { rejection } from '../../support/thrown.js';
import { processorTime } from '../../support/processor-time.js';

let stub: OpenAiStub | undefined;
afterEach(async () => {
  await stub?.close();
});

async function ask(reply: StubReply, fields: Partial<ExpertRequest> = {}): Promise<ExpertReply> {
  await stub?.close();
  stub = await startOpenAiStub({ reply: () => reply });
  return createOpenAiExpert({ chat: createChatClient({ env: {} }) }).call({
    model: endpointModel('M', stub.url),
    task: '',
    params: {},
    text: 'What is it?',
    system: '',
    images: [],
    seed: 3,
    signal: new AbortController().signal,
    ...fields,
  });
}

test('an expert is sent system, images and text, and answers with its text', async () => {
  const reply = await ask({ content: ' a dot ' }, { system: 'You see.', images: [PIXEL_IMAGE, PIXEL_IMAGE] });
  expect(reply).toMatchObject({ kind: 'answer', text: 'a dot', confidence: undefined, reasoning: '' });
  const body = stub?.requests[0]?.body;
  expect(body?.messages.map((message) => message.role)).toEqual(['system', 'user']);
  expect(body?.seed).toBe(3);
  expect(imagesOf(body!)).toHaveLength(2);
});

test('sampling parameters of a step go before those of the card', async () => {
  await ask({ content: 'a' });
  expect(stub?.requests[0]?.body).toMatchObject({ max_tokens: 512 });
  expect(stub?.requests[0]?.body).not.toHaveProperty('temperature');
  await ask({ content: 'a' }, { params: { temperature: 0, max_tokens: 20, options: ['a', 'b'] } });
  expect(stub?.requests[0]?.body).toMatchObject({ temperature: 0, max_tokens: 20 });
  expect(stub?.requests[0]?.body).not.toHaveProperty('options');
  const cut = ask({ content: null, reasoning: 'hm', finishReason: 'length' }, { params: { max_tokens: 20 } });
  expect(await rejection(cut)).toMatchObject({ message: expect.stringContaining('cut at 20 tokens') });
});

test.each<[StubReply, object]>([
  [{ content: '<think>two</think>\n 4' }, { text: '4', reasoning: 'two' }],
  [{ content: 'two</think>4' }, { text: '4', reasoning: 'two' }],
  [
    { content: '4', reasoning: 'two' },
    { text: '4', reasoning: 'two' },
  ],
  [
    { content: '4', reasoning: 'two', reasoningField: 'reasoning' },
    { text: '4', reasoning: 'two' },
  ],
  [
    { content: '4', finishReason: 'length' },
    { text: '4', data: { finish_reason: 'length' } },
  ],
  [
    { content: null, refusal: 'I will not' },
    { kind: 'cannot', reason: 'I will not' },
  ],
])('of %j comes %j', async (said, expected) => {
  expect(await ask(said)).toMatchObject(expected);
});

test.each<[StubReply, string]>([
  [{ content: '' }, 'the text is empty'],
  [{ content: ' \n' }, 'the text is empty'],
  [{ content: '<think>for ever', finishReason: 'length' }, 'only reasoning (cut at 512 tokens)'],
  [{ content: null, reasoning: 'for ever' }, 'only reasoning'],
])('%j is malformed: %s', async (said, part) => {
  expect(await rejection(ask(said))).toMatchObject({
    code: 'EXPERT_MALFORMED',
    message: expect.stringContaining(part),
  });
});

test('a local engine is none of its business', async () => {
  expect(await rejection(ask({}, { model: engineModel('E') }))).toMatchObject({ code: 'INTERNAL' });
});

describe('splitting thoughts from text', () => {
  test.each([
    ['plain', '', 'plain'],
    ['<think>a</think>b<think>c</think>d', 'a\nc', 'bd'],
    ['a</think>b', 'a', 'b'],
    ['a</think>b<think>c', 'a\nc', 'b'],
    ['<think>a', 'a', ''],
    ['<think></think>', '', ''],
    ['<think>a<think>b</think>c', 'a<think>b', 'c'],
  ])('%s', (raw, reasoning, text) => {
    expect(splitThinking(raw)).toEqual({ reasoning, text });
  });

  test('leaves no think tag open in the text, whatever the pieces', () => {
    const pieces = fc.array(fc.constantFrom('<think>', '</think>', 'a', ' ', '<think', '\n'));
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(splitThinking(parts.join('')).text).not.toContain('<think>');
      }),
    );
  });

  test('takes a moment only for megabytes of opening tags', () => {
    const used = processorTime();
    splitThinking('<think>'.repeat(300_000));
    splitThinking('<think></think>'.repeat(150_000));
    expect(used()).toBeLessThan(2_000);
  });
});

/** Chat policies whose decisions are learned from: what they ask the server for, and what they keep of a generation. */
import { describe, expect, test } from '@jest/globals';
import { checkTraining } from '../../src/activities/learned/pin-policy.js';
import { readGenerations } from '../../src/activities/learned/generations.js';
import type { TrainingInput } from '../../src/domain/task.js';
import { toWireBody } from '../../src/experts/openai/wire.js';
import { call } from '../store/support/rows.js';
import { idsOf } from '../support/openai-stub-completion.js';
import { context } from '../support/policy-context.js';
import { endpointModel, smallSnapshot } from '../support/snapshot.js';
import { rejection, thrownBy } from '../support/thrown.js';
import { goodTurn, policy, SEARCH, sent, stub } from './chat-policy-rig.js';

const training: TrainingInput = { run: 'r', step: 0, member: 1, exploration: 0 };
const WRITTEN = `<think>hm</think>${SEARCH} and more`;
/** Without its stop string, as vLLM gives it. */
const CAME = WRITTEN.slice(0, WRITTEN.indexOf('</search>'));

describe('in training', () => {
  test('the generation is kept as it came, with its prompt, its draw and its tokens', async () => {
    const deciding = await policy(
      'chat',
      { reply: () => ({ content: WRITTEN, reasoning: 'apart' }) },
      { temperature: 0 },
    );
    const { generation } = await deciding.decide(
      context({ seed: 99, turns: [goodTurn], training: { ...training, temperature: 1, top_p: 0.9 } }),
    );
    expect(sent()).toMatchObject({ logprobs: true, return_token_ids: true, temperature: 1, top_p: 0.9, seed: 99 });
    expect(generation).toMatchObject({
      ...{ text: CAME, reasoning: 'apart', finishReason: 'stop', seed: 99, temperature: 1, topP: 0.9, toolCalls: [] },
      tokenIds: idsOf(CAME),
      prompt: [
        { role: 'user', images: 1 },
        { role: 'assistant', images: 0 },
        { role: 'user', images: 0 },
      ],
    });
    expect(generation!.logprobs).toEqual(idsOf(CAME).map((_, index) => -Math.LN2 * (index + 1)));
    expect(generation!.promptTokenIds).toEqual(idsOf(JSON.stringify(sent().messages)));
    // What the ledger holds is read back as it was.
    const body = JSON.parse(JSON.stringify({ text: '', generation })) as { text: string };
    expect(readGenerations([call({ step: 'decide', turn: 2, body }), call({ turn: 1 })])).toEqual([generation]);
  });

  test('calls of tools are kept, too', async () => {
    const toolCalls = [{ name: 'answer', arguments: '{"answer":"3"}' }];
    const deciding = await policy('chat-tools', { reply: () => ({ toolCalls }) });
    const { generation, action } = await deciding.decide(context({ training }));
    expect(action).toEqual({ kind: 'answer', text: '3' });
    expect(generation).toMatchObject({ toolCalls, text: '', tokenIds: [], logprobs: [] });
  });

  test('a server that tells no token ids, or nothing of tokens, is as good', async () => {
    const hosted = await policy('chat', { reply: () => SEARCH, stopStyle: 'hosted' });
    const { generation } = await hosted.decide(context({ training }));
    expect([generation?.tokenIds, generation?.promptTokenIds]).toEqual([null, null]);
    expect(generation?.logprobs?.length).toBeGreaterThan(3);
    await stub.setMood({
      kind: 'raw',
      body: JSON.stringify({ choices: [{ message: { content: SEARCH }, finish_reason: 'stop' }] }),
    });
    const { generation: bare } = await hosted.decide(context({ training }));
    expect([bare?.tokenIds, bare?.promptTokenIds, bare?.logprobs]).toEqual([null, null, null]);
  });

  test('what is no log-probability is garbage', async () => {
    const choice = { message: { content: SEARCH }, logprobs: { content: [{ token: 'x', logprob: 'often' }] } };
    const deciding = await policy('chat', {
      mood: { kind: 'raw', body: JSON.stringify({ choices: [choice] }) },
    });
    expect(await rejection(deciding.decide(context({ training })))).toMatchObject({
      code: 'POLICY_UNAVAILABLE',
      message: expect.stringContaining("its tokens can't be read: choices.0.logprobs"),
      data: { garbage: true },
    });
    // Nobody asked for them here.
    expect(await deciding.decide(context())).toMatchObject({ action: { kind: 'call' } });
  });

  test('nothing of it is asked for or kept otherwise', async () => {
    const deciding = await policy('chat', { reply: () => SEARCH });
    expect(await deciding.decide(context())).not.toHaveProperty('generation');
    expect(sent()).not.toHaveProperty('logprobs');
    expect(sent()).not.toHaveProperty('return_token_ids');
  });

  test('OpenAI is not asked for token ids, which it would refuse', () => {
    const model = endpointModel('GPT', 'https://api.openai.com/v1');
    const { signal } = new AbortController();
    const body = toWireBody({ model, messages: [{ role: 'user', text: 'hi' }], seed: 1, tokens: true, signal });
    expect(body).toMatchObject({ logprobs: true });
    expect(body).not.toHaveProperty('return_token_ids');
  });

  test.each<[string, string, Partial<TrainingInput>, string]>([
    ['a chat policy that explores', 'chat:Chief', { exploration: 0.1 }, 'explores by its temperature'],
    ['one with a pool', 'chat-tools:Chief', { pool: ['Raster@@Diagram'] }, 'is offered the whole registry'],
    ['other cards', 'chat-2605:Chief', { vary: { pairs: 0, cards: 0.1, faults: 0 } }, 'is offered the whole registry'],
    ['a learned one with a temperature', `learned:${'a'.repeat(64)}`, { temperature: 1 }, 'has no temperature'],
  ])('%s is refused', (_, name, fields, part) => {
    const check = (): void => checkTraining({ ...training, ...fields }, name, smallSnapshot());
    expect(thrownBy(check)).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(part) });
  });

  test('faults of experts are no matter of the policy', () => {
    checkTraining({ ...training, vary: { pairs: 0, cards: 0, faults: 0.2 } }, 'chat:Chief', smallSnapshot());
  });
});

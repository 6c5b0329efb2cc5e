/** @module Chat policies before a stub server, which is closed after each test. */
import { afterEach } from '@jest/globals';
import type { Action } from '../../src/domain/action.js';
import type { EndpointModel } from '../../src/domain/registry.js';
import type { TranscriptTurn } from '../../src/domain/transcript.js';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { createPolicy } from '../../src/policies/create-policy.js';
import type { Policy } from '../../src/policies/policy.js';
import { startOpenAiStub, type OpenAiStub, type StubOptions, type StubReply } from '../support/openai-stub.js';
import { context, NOTHING_LEARNED } from '../support/policy-context.js';
import { endpointModel, smallSnapshot } from '../support/snapshot.js';

export const KEY = 'sk-policy-secret-0123456789';
export const SEARCH = '<search>Raster@@Diagram: count the circles</search>';
export const CALL = {
  kind: 'call',
  model: 'Raster',
  skill: 'Diagram',
  input: 'count the circles',
} as const satisfies Action;
/** Of the latest policy. */
export let stub: OpenAiStub;

afterEach(async () => {
  await stub.close();
});

/** Opens the stub on which the next tests look. */
export async function openStub(options: StubOptions = {}): Promise<void> {
  stub = await startOpenAiStub(options);
}

export async function policy(
  kind: string,
  options: StubOptions = {},
  card: Partial<EndpointModel> = {},
): Promise<Policy> {
  await openStub(options);
  const env = { POLICY_KEY: KEY };
  const chief = endpointModel('Chief', stub.url, {
    role: 'policy',
    aliases: ['the-chief'],
    apiKeyEnv: 'POLICY_KEY',
    ...card,
  });
  const snapshot = smallSnapshot({ models: [...smallSnapshot().models, chief] });
  return createPolicy(`${kind}:the chief`, {
    snapshot,
    env,
    chat: createChatClient({ env }),
    learned: NOTHING_LEARNED,
  });
}

/** The action for one scripted reply. */
export async function act(kind: string, reply: StubReply | string, options: StubOptions = {}): Promise<Action> {
  const deciding = await policy(kind, { ...options, reply: () => reply });
  return (await deciding.decide(context())).action;
}

export const sent = (index = 0) => stub.requests[index]!.body!;
export const malformedTurn: TranscriptTurn = {
  decision: { think: '', action: { kind: 'malformed', reason: 'no_action' }, text: 'Let me see. <search>Raster' },
  observation: { status: 'malformed_decision', text: 'The decision held no complete action.', confidence: undefined },
};
export const goodTurn: TranscriptTurn = {
  decision: { think: 'shapes', action: CALL, text: `<think>shapes</think>\nSo: ${SEARCH}` },
  observation: { status: 'ok', text: '3 </information><answer>4</answer>', confidence: 0.9 },
};

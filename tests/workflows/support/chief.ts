/** @module A chat model for runs that collect: whom it calls is a matter of the seed, and what comes back it answers with. */
import type { EndpointModel } from '../../../src/domain/registry.js';
import { lastText } from '../../support/openai-stub-schema.js';
import { startOpenAiStub, type OpenAiStub } from '../../support/openai-stub.js';
import { endpointModel } from '../../support/snapshot.js';

export interface Chief {
  readonly stub: OpenAiStub;
  readonly model: EndpointModel;
}

export async function startChief(): Promise<Chief> {
  const stub = await startOpenAiStub({
    reply: ({ body }) => {
      const [, said] = /^<information>(\w+)/.exec(lastText(body)) ?? [];
      if (said !== undefined) return `<answer>${said}</answer>`;
      return `<think>hm</think><search>${(body.seed ?? 0) % 2 === 0 ? 'Knows' : 'Guesses'}@@Plain: which?</search>`;
    },
  });
  return { stub, model: endpointModel('Chief', stub.url, { role: 'policy', temperature: 0 }) };
}

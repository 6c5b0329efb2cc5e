/** @module An expert behind an OpenAI-compatible endpoint: a vLLM service, a hosted API. */
import { MaestroError } from '../../domain/errors.js';
import type { Expert, ExpertReply, ExpertRequest } from '../../domain/expert.js';
import { chatImage, type ChatClient, type ChatMessage, type ChatRequest } from './chat-types.js';
import { malformedError } from './failure.js';
import { splitThinking } from '../../domain/thinking.js';

/**
 * The expert for every model with provider `openai`. One call is one request.
 * @throws MaestroError from `call`: MISSING_KEY and EXPERT_* (see `createChatClient`); INTERNAL for a model of another kind
 */
export function createOpenAiExpert({ chat }: { readonly chat: ChatClient }): Expert {
  return { call: (request) => call(request, chat) };
}

async function call(request: ExpertRequest, chat: ChatClient): Promise<ExpertReply> {
  const { model, seed, signal } = request;
  if (model.provider !== 'openai') {
    throw new MaestroError('INTERNAL', `Model "${model.id}" is a local engine, not an endpoint.`);
  }
  const images = request.images.map(chatImage);
  const messages: ChatMessage[] = [{ role: 'user', text: request.text, images }];
  if (request.system !== '') messages.unshift({ role: 'system', text: request.system });
  const sampling = samplingOf(request.params);
  const reply = await chat({ model, messages, seed, signal, ...sampling });

  const { text, reasoning } = splitThinking(reply.text);
  if (text === '' && reply.refusal !== '') return { kind: 'cannot', reason: reply.refusal, usage: reply.usage };
  if (text === '' && request.mayBeEmpty === true && reply.finishReason !== 'length') {
    return { kind: 'cannot', reason: `${model.id} replied with an empty text.`, usage: reply.usage };
  }
  if (text === '') {
    const why =
      reply.finishReason === 'length' ? ` (cut at ${sampling.maxTokens ?? model.maxOutputTokens} tokens)` : '';
    throw malformedError(
      model,
      reasoning + reply.reasoning === '' ? `the text is empty${why}` : `only reasoning${why}`,
      // It would think as long the next time.
      { final: reply.finishReason === 'length', billed: reply.usage },
    );
  }
  return {
    kind: 'answer',
    text,
    confidence: undefined,
    data: { finish_reason: reply.finishReason },
    images: [],
    reasoning: [reply.reasoning.trim(), reasoning].filter((part) => part !== '').join('\n'),
    usage: reply.usage,
  };
}

/** What a step's parameters say of sampling; the card says the rest. */
function samplingOf({
  temperature,
  max_tokens: maxTokens,
}: ExpertRequest['params']): Pick<ChatRequest, 'temperature' | 'maxTokens'> {
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof maxTokens === 'number' ? { maxTokens } : {}),
  };
}

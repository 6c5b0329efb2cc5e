/** @module One chat completion: one request, no retries (Temporal retries), a checked reply or a typed error. */
import { MaestroError } from '../../domain/errors.js';
import type { EndpointModel } from '../../domain/registry.js';
import { keyScrubber, readKey } from './api-key.js';
import { billedIn, usageOf } from './billing.js';
import type { ChatClient, ChatReply, ChatRequest, Environment, ReplyTokens } from './chat-types.js';
import { fitImages } from './fit-images.js';
import { malformedError, statusError, transportError } from './failure.js';
import type { HttpReply } from './http-exchange.js';
import { replySchema, tokensSchema } from './reply-schema.js';
import { toWireBody, wellFormed } from './wire.js';

/**
 * A client for OpenAI-compatible endpoints; `env` is where keys are looked up at the time of each call. A model's timeout covers
 * its call from connecting to the last byte; an abort of the signal closes the socket and rejects with the signal's reason.
 * @throws MaestroError from a call: MISSING_KEY, EXPERT_UNAVAILABLE (with `retryAfterMs` where the server names a wait),
 * EXPERT_TIMED_OUT, EXPERT_REJECTED, EXPERT_MALFORMED. None holds the key; what the server billed is told (`billedBy`).
 */
export function createChatClient({ env }: { readonly env: Environment }): ChatClient {
  return async (request) => {
    const { model, signal } = request;
    signal.throwIfAborted();
    const key = readKey(model, env);
    const messages = await fitImages(model, request.messages);
    const reply = await send({ ...request, messages }, key, keyScrubber(key));
    if (reply.status < 200 || reply.status > 299) throw statusError(model, reply, Date.now());
    return interpret(request, reply);
  };
}

async function send(
  request: ChatRequest,
  key: string | undefined,
  scrub: (text: string) => string,
): Promise<HttpReply> {
  const { model, signal } = request;
  const seen: { reply?: HttpReply; thrown?: unknown } = {};
  const [{ OpenAI }, { exchange }] = await Promise.all([import('openai'), import('./http-exchange.js')]);
  const client = new OpenAI({
    baseURL: checkedUrl(model),
    apiKey: key ?? 'none',
    // Whatever OPENAI_* variables say, only what the card declares is sent.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    defaultHeaders: key === undefined ? { authorization: null } : {},
    maxRetries: 0,
    timeout: model.timeoutMs,
    logLevel: 'off',
    fetch: async (url, init) => {
      try {
        const reply = await exchange(url instanceof Request ? url.url : url, init ?? {});
        seen.reply = { ...reply, text: scrub(reply.text) };
        // The client only looks at the status; the text is interpreted here.
        return new Response(null, { status: reply.status, headers: reply.headers });
      } catch (error) {
        // Kept as it was thrown: the client wraps it, and loses what kind of error it is.
        seen.thrown = error;
        throw error;
      }
    },
  });
  try {
    await client.chat.completions.create(toWireBody(request), { signal }).asResponse();
  } catch (error) {
    signal.throwIfAborted();
    // A status that is not 2xx is thrown as well; its reply was received.
    if (seen.reply === undefined) throw transportError(model, seen.thrown ?? error, scrub);
  }
  if (seen.reply === undefined)
    throw new MaestroError('INTERNAL', `Model "${model.id}": a call ended without a reply.`);
  return seen.reply;
}

/** Credentials and keys have no place in an address: errors and logs show it. @throws MaestroError INVALID_REGISTRY */
export function checkedUrl({ id, baseUrl }: EndpointModel): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isPlain =
    url !== undefined && url.username + url.password + url.search === '' && /^https?:$/.test(url.protocol);
  if (isPlain) return baseUrl;
  throw new MaestroError(
    'INVALID_REGISTRY',
    `The base URL of model "${id}" must be an http or https address without user, password or query; a key belongs into an environment variable.`,
  );
}

/** The completion in a 2xx reply. @throws MaestroError EXPERT_MALFORMED, with what it was billed all the same */
function interpret({ model, tokens: wanted }: ChatRequest, reply: HttpReply): ChatReply {
  const malformed = (what: string): MaestroError =>
    malformedError(model, what, { billed: billedIn(model, reply.text) });
  const type = reply.headers.get('content-type') ?? '';
  if (!/^application\/(.+\+)?json\b/i.test(type.trim())) {
    throw malformed(`its content type is "${type}", not application/json`);
  }
  const body = parseJson(reply.text, malformed);
  const parsed = replySchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw malformed(
      `${where === '' ? 'the body' : where}: ${issue?.message ?? 'invalid'}; it begins ${reply.text.slice(0, 150)}`,
    );
  }
  const [{ message, finish_reason: finishReason, stop_reason: stopReason }] = parsed.data.choices;
  const text = wellFormed(message.content ?? '');
  const reasoning = wellFormed(message.reasoning_content ?? message.reasoning ?? '');
  const toolCalls = (message.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called }));
  const refusal = wellFormed(message.refusal ?? '');
  const isEmpty = typeof message.content !== 'string' && reasoning === '' && toolCalls.length === 0 && refusal === '';
  if (isEmpty) throw malformed('the message has neither content nor tool calls');
  return {
    text,
    reasoning,
    refusal,
    toolCalls,
    finishReason: finishReason ?? '',
    stopReason: typeof stopReason === 'string' ? stopReason : undefined,
    usage: usageOf(model, parsed.data.usage),
    ...(wanted === true ? { tokens: tokensOf(body, malformed) } : {}),
  };
}

/** @throws MaestroError EXPERT_MALFORMED: a trainer would learn from what is no log-probability */
function tokensOf(body: unknown, malformed: (what: string) => MaestroError): ReplyTokens {
  const parsed = tokensSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw malformed(`its tokens can't be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const [{ token_ids: tokenIds, logprobs }] = parsed.data.choices;
  return {
    promptTokenIds: parsed.data.prompt_token_ids ?? null,
    tokenIds: tokenIds ?? null,
    logprobs: logprobs?.content?.map(({ logprob }) => logprob) ?? null,
  };
}

function parseJson(text: string, malformed: (what: string) => MaestroError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text at length; its beginning says enough.
    throw malformed(`the body is not JSON; it has ${text.length} characters and begins ${text.slice(0, 100)}`);
  }
}

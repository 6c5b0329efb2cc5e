/** @module The stub's completions, as vLLM writes them. */
import type { StubBody } from './openai-stub-schema.js';

/** What a script lets the model say. */
export interface StubReply {
  readonly content?: string | null;
  readonly reasoning?: string;
  /** The field that the reasoning is sent in. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning';
  readonly refusal?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[];
  /** Overrides what follows from stop strings and the token limit. */
  readonly finishReason?: string | null;
  /** Milliseconds until the reply is sent. */
  readonly delayMs?: number;
}

/** What becomes of a matched stop string: vLLM names it, hosted APIs don't, `kept` is `include_stop_str_in_output`. */
export type StopStyle = 'vllm' | 'hosted' | 'kept';

/** A completion as vLLM writes it, with stop strings and the token limit applied; a token is four characters. */
export function completion(body: StubBody | undefined, reply: StubReply, stopStyle: StopStyle): object {
  let content = reply.content === undefined ? (reply.toolCalls === undefined ? 'ok' : null) : reply.content;
  let finish = reply.toolCalls === undefined ? 'stop' : 'tool_calls';
  let matched: string | null = null;
  const hits = (body?.stop ?? [])
    .map((stop) => ({ stop, at: content?.indexOf(stop) ?? -1 }))
    .filter(({ at }) => at >= 0);
  const hit = hits.sort((a, b) => a.at - b.at)[0];
  if (content !== null && hit !== undefined) {
    matched = hit.stop;
    content = content.slice(0, hit.at) + (stopStyle === 'kept' ? hit.stop : '');
  }
  const limit = 4 * (body?.max_tokens ?? body?.max_completion_tokens ?? Infinity);
  if (content !== null && content.length > limit && content.length < 10_000_000) {
    content = content.slice(0, limit);
    finish = 'length';
    matched = null;
  }
  const calls = reply.toolCalls?.map((call, index) => ({ id: `call-${index}`, type: 'function', function: call }));
  const message = {
    role: 'assistant',
    content,
    ...(reply.refusal === undefined ? {} : { refusal: reply.refusal }),
    ...(reply.reasoning === undefined ? {} : { [reply.reasoningField ?? 'reasoning_content']: reply.reasoning }),
    ...(calls === undefined ? {} : { tool_calls: calls }),
  };
  const tellsIds = body?.return_token_ids === true;
  const prompt = Math.ceil(JSON.stringify(body?.messages ?? []).length / 4);
  const completed = Math.ceil((content ?? '').length / 4);
  return {
    id: 'chatcmpl-stub',
    object: 'chat.completion',
    created: 0,
    model: body?.model ?? 'stub',
    choices: [
      {
        index: 0,
        message,
        logprobs: body?.logprobs === true ? { content: tokensOf(content ?? '').map(logprobOf) } : null,
        finish_reason: reply.finishReason === undefined ? finish : reply.finishReason,
        ...(stopStyle === 'hosted'
          ? {}
          : { stop_reason: matched, ...(tellsIds ? { token_ids: idsOf(content ?? '') } : {}) }),
      },
    ],
    ...(tellsIds && stopStyle !== 'hosted' ? { prompt_token_ids: idsOf(JSON.stringify(body.messages)) } : {}),
    usage: { prompt_tokens: prompt, completion_tokens: completed, total_tokens: prompt + completed },
  };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[^]{1,4}/g) ?? [];
}

/** A number for each token; the same token has the same. */
export function idsOf(text: string): readonly number[] {
  return tokensOf(text).map((token) =>
    Array.from(token).reduce((sum, sign) => (31 * sum + (sign.codePointAt(0) ?? 0)) % 50_000, 0),
  );
}

/** Each token is half as probable as the one before it. */
function logprobOf(token: string, index: number): object {
  return { token, logprob: -Math.LN2 * (index + 1), bytes: null, top_logprobs: [] };
}

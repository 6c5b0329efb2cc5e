/** @module What we need of a chat completion, checked; the rest of a reply is ignored. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

const toolCall = z.object({
  id: z.string().default(''),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const message = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  /** Older vLLM and DeepSeek; then newer vLLM and OpenRouter. */
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
});

const choice = z.object({
  message,
  finish_reason: z.string().nullish(),
  /** vLLM: the stop string or token that matched. */
  stop_reason: z.union([z.string(), z.number()]).nullish(),
});

const ids = z.array(count).nullish();

/** Read only where it was asked for: what a server says of tokens by itself is nobody's fault. */
export const tokensSchema = z.object({
  prompt_token_ids: ids,
  choices: z.tuple(
    [
      z.object({
        token_ids: ids,
        logprobs: z.object({ content: z.array(z.object({ logprob: z.number() })).nullish() }).nullish(),
      }),
    ],
    z.unknown(),
  ),
});

export const replySchema = z.object({
  choices: z.tuple([choice], choice),
  usage: z.object({ prompt_tokens: count.nullish(), completion_tokens: count.nullish() }).nullish(),
});

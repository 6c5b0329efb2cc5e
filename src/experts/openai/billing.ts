/** @module What a reply was billed: tokens as its server counted them, money by the card's prices. */
import type { z } from 'zod';
import type { Usage } from '../../domain/expert.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { replySchema } from './reply-schema.js';

type Counted = z.infer<typeof replySchema>['usage'];

/** Tokens as the server counted them (none when it did not), money by the card's prices. */
export function usageOf({ price }: Pick<EndpointModel, 'price'>, counted: Counted): Usage {
  const promptTokens = counted?.prompt_tokens ?? 0;
  const completionTokens = counted?.completion_tokens ?? 0;
  const { perCall, inputPerMTok, outputPerMTok } = price;
  const costUsd = perCall + (promptTokens * inputPerMTok + completionTokens * outputPerMTok) / 1_000_000;
  return { calls: 1, promptTokens, completionTokens, costUsd };
}

/** Characters within which a usage tells its counts. */
const MAX_USAGE = 1_000;

/**
 * What a reply that is no completion was billed, as far as its text tells: the counts are found although the JSON is cut or of
 * another shape. Undefined when they are not there, or not whole. In a string the quotes of the name are escaped, so that what a model
 * says is not taken for it.
 */
export function billedIn(model: Pick<EndpointModel, 'price'>, text: string): Usage | undefined {
  const begin = text.lastIndexOf('"usage"');
  if (begin === -1) return undefined;
  const told = text.slice(begin, begin + MAX_USAGE);
  const prompt = PROMPT.exec(told)?.[1];
  const completion = COMPLETION.exec(told)?.[1];
  if (prompt === undefined || completion === undefined) return undefined;
  return usageOf(model, { prompt_tokens: Number(prompt), completion_tokens: Number(completion) });
}

/** Whatever follows the number shows that it is whole. */
const PROMPT = /"prompt_tokens"\s*:\s*(\d{1,12})\s*[,}]/;
const COMPLETION = /"completion_tokens"\s*:\s*(\d{1,12})\s*[,}]/;

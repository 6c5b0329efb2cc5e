/** @module What an endpoint says that it serves: `GET /models`. */
import { z } from 'zod';
import type { EndpointModel } from '../../domain/registry.js';
import { keyScrubber, readKey } from './api-key.js';
import { checkedUrl } from './chat-client.js';
import type { Environment } from './chat-types.js';
import { malformedError, statusError, transportError } from './failure.js';
import { exchange, type HttpReply } from './http-exchange.js';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * The served names of an endpoint.
 * @throws MaestroError MISSING_KEY, EXPERT_UNAVAILABLE, EXPERT_TIMED_OUT, EXPERT_REJECTED (with `data.status`: not every server
 * has such a list), EXPERT_MALFORMED. None holds the key.
 */
export async function listModels(
  model: EndpointModel,
  { env, signal }: { readonly env: Environment; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const key = readKey(model, env);
  const scrub = keyScrubber(key);
  const reply = await get(`${checkedUrl(model).replace(/\/+$/, '')}/models`, key, signal).catch((error: unknown) => {
    throw transportError(model, error, scrub);
  });
  const text = scrub(reply.text);
  if (reply.status < 200 || reply.status > 299) throw statusError(model, { ...reply, text }, Date.now());
  const parsed = listSchema.safeParse(parseJson(text));
  if (!parsed.success) throw malformedError(model, `its list of models is none; it begins ${text.slice(0, 100)}`);
  return parsed.data.data.map(({ id }) => id);
}

function get(url: string, key: string | undefined, signal: AbortSignal): Promise<HttpReply> {
  return exchange(url, { signal, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // fits no schema: the caller says so
  }
}

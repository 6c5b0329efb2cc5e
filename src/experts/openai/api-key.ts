/** @module Keys: read from the environment at the time of a call, never stored, and removed from whatever a server says. */
import { MaestroError } from '../../domain/errors.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { Environment } from './chat-types.js';

/** Shorter values, such as vLLM's customary `EMPTY`, protect nothing and are left alone in texts. */
const SHORTEST_SECRET = 8;

/**
 * The key of a model, from the variable that its card names; undefined when it names none.
 * @throws MaestroError MISSING_KEY when the variable is unset, or its value can't be sent in a header
 */
export function readKey(model: Pick<EndpointModel, 'id' | 'apiKeyEnv'>, env: Environment): string | undefined {
  if (model.apiKeyEnv === '') return undefined;
  const key = env[model.apiKeyEnv]?.trim() ?? '';
  if (key === '') {
    throw new MaestroError(
      'MISSING_KEY',
      `Model "${model.id}" needs a key in the environment variable ${model.apiKeyEnv}, which is not set. Set it and restart the worker.`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new MaestroError(
      'MISSING_KEY',
      `The environment variable ${model.apiKeyEnv} (key of model "${model.id}") holds blanks or characters that no key has. Set it anew.`,
    );
  }
  return key;
}

/** A function that replaces the key, also when it is written as in JSON or in a URL. */
export function keyScrubber(key: string | undefined): (text: string) => string {
  if (key === undefined || key.length < SHORTEST_SECRET) return (text) => text;
  const spellings = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
  return (text) => spellings.reduce((clean, spelling) => clean.replaceAll(spelling, '[key]'), text);
}

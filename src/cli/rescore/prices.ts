/** @module A price list: what each model costs, US dollars per million tokens and per call. */
import { z } from 'zod';
import { isMaestroError, MaestroError, messageOf } from '../../domain/errors.js';
import { normalizeName } from '../../domain/registry.js';
import { PRESETS } from '../../policies/policy-name.js';
import { readSmallFile } from '../../skills/small-file.js';
import { parseUserYaml } from '../../skills/user-yaml.js';
import { strictObject } from '../../skills/validate.js';
import type { UsedModel } from '../../store/scores.js';

const usd = z.number().min(0).max(1e6);
const schema = strictObject({
  models: z.record(
    z.string().min(1),
    strictObject({ input_per_mtok: usd.default(0), output_per_mtok: usd.default(0), per_call: usd.default(0) }),
  ),
});

export type Prices = z.infer<typeof schema>;

/** @throws MaestroError NOT_FOUND; TOO_LARGE; INVALID_INPUT naming file, line and field of each fault */
export async function readPrices(path: string): Promise<Prices> {
  let text: string;
  try {
    text = await readSmallFile(path);
  } catch (error) {
    if (isMaestroError(error)) throw error;
    throw new MaestroError('NOT_FOUND', `--prices: ${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
  return parseUserYaml({ path, text, otherwise: 'is no price list' }, schema);
}

/** The cost by the list, US dollars; undefined when the model is not in it. */
export function costBy(prices: Prices, used: Omit<UsedModel, 'rolloutId' | 'costUsd'>): number | undefined {
  const wanted = normalizeName(modelOf(used.model));
  const price = Object.entries(prices.models).find(([name]) => normalizeName(name) === wanted)?.[1];
  if (price === undefined) return undefined;
  const tokens = used.promptTokens * price.input_per_mtok + used.completionTokens * price.output_per_mtok;
  return tokens / 1e6 + used.calls * price.per_call;
}

/** A decision of a chat policy is a call of its model: `chat-tools:Qwen` is Qwen's. */
export function modelOf(name: string): string {
  const preset = Object.entries(PRESETS).find(([policy]) => policy === name)?.[1];
  return preset?.model ?? /^chat(?:-[a-z0-9]+)?:(.+)$/.exec(name)?.[1] ?? name;
}

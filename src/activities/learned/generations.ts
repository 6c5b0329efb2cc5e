/** @module What chat models generated, in the ledger: what a group of a chat policy is built of, and exported. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { DECIDE_STEP } from '../../domain/step-id.js';
import type { Generation } from '../../policies/generation.js';
import type { CallRow } from '../../store/rows.js';

const ids = z.array(z.int().nonnegative()).nullable();
const calls = z.array(z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() }));

export const generationSchema = z.strictObject({
  prompt: z.array(
    z.strictObject({
      role: z.enum(['user', 'assistant', 'tool']),
      text: z.string(),
      images: z.int().nonnegative(),
      toolCalls: calls,
    }),
  ),
  ...{ reasoning: z.string(), text: z.string(), toolCalls: calls, finishReason: z.string() },
  ...{ seed: z.number(), temperature: z.number().nullable(), topP: z.number().nullable() },
  ...{ promptTokenIds: ids, tokenIds: ids, logprobs: z.array(z.number()).nullable() },
});

const bodySchema = z.object({ generation: generationSchema.optional() });

/** @throws MaestroError INTERNAL for a row that another version wrote */
export function readGeneration({ body, rolloutId, turn }: CallRow): Generation | undefined {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) return parsed.data.generation;
  throw new MaestroError(
    'INTERNAL',
    `What the policy generated (${rolloutId}, turn ${turn}) can't be read: ${z.prettifyError(parsed.error)}. Was it written by another version?`,
  );
}

/** Of one rollout, in the order of its turns; empty for a policy that is no chat model, and where nothing is learned. */
export function readGenerations(rows: readonly CallRow[]): readonly Generation[] {
  return rows
    .filter(({ step }) => step === DECIDE_STEP)
    .sort((one, other) => one.turn - other.turn)
    .flatMap((row) => readGeneration(row) ?? []);
}

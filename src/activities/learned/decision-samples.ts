/** @module Drawn decisions in the ledger: what a group is built of again, from the store alone. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { DECIDE_STEP } from '../../domain/step-id.js';
import type { DecisionSample } from '../../learning/groups.js';
import type { CallRow } from '../../store/rows.js';

const numbers = z.array(z.number());

const sampleSchema = z.strictObject({
  context: numbers,
  options: z.array(z.strictObject({ features: numbers })),
  chosen: z.int().nonnegative(),
  label: z.string(),
  propensity: z.number(),
});

const bodySchema = z.object({ sample: sampleSchema.optional() });

/**
 * The decisions of one rollout that were drawn by chance, in the order of its turns. One that had nothing to choose from is none.
 * @param rows of the rollout's ledger, in any order
 * @throws MaestroError INTERNAL for a row that another version wrote
 */
export function readDecisionSamples(rows: readonly CallRow[]): readonly DecisionSample[] {
  return rows
    .filter(({ step }) => step === DECIDE_STEP)
    .sort((one, other) => one.turn - other.turn)
    .flatMap((row) => {
      const body = bodySchema.safeParse(row.body);
      if (body.success) return body.data.sample ?? [];
      throw new MaestroError(
        'INTERNAL',
        `The drawn decision (${row.rolloutId}, turn ${row.turn}) can't be read: ${z.prettifyError(body.error)}. Was it written by another version?`,
      );
    });
}

/** @module The verdict in a row of the results store, read back; rows of earlier versions lack what was not kept then. */
import { z } from 'zod';
import { REVIEW_DEFAULTS } from '../domain/answer-check.js';
import { RULES } from '../domain/reward.js';
import type { JsonValue } from '../domain/ref.js';
import type { VerdictSummary } from '../domain/verdict.js';

const ruleVerdict = z.object({
  correct: z.boolean().nullable(),
  score: z.number(),
  extracted: z.string(),
  rule: z.string(),
  why: z.string(),
});

const given = z.object({
  name: z.string(),
  version: z.number(),
  hash: z.string(),
  elapsedMs: z.number(),
  terms: z.object({
    answer: z.number(),
    format: z.number(),
    cost: z.number(),
    latency: z.number(),
    calls: z.number(),
    total: z.number(),
  }),
});

const decidedBy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('judge'), model: z.string(), correct: z.boolean() }),
  z.object({ kind: z.literal('person'), at: z.string(), score: z.number(), by: z.string(), note: z.string() }),
  z.object({ kind: z.literal('default'), at: z.string(), verdict: z.enum(REVIEW_DEFAULTS) }),
]);

const schema: z.ZodType<VerdictSummary> = z.object({
  correct: z.boolean().nullable(),
  score: z.number(),
  answerReward: z.number(),
  formatReward: z.number(),
  reward: z.number(),
  answer: z.string(),
  rule: z.string(),
  why: z.string(),
  verdicts: z.partialRecord(z.enum(RULES), ruleVerdict).exactOptional(),
  given: given.exactOptional(),
  decidedBy: decidedBy.exactOptional(),
});

/** Undefined when the rollout has none that this version can read: it ended before the check, or was written by hand. */
export function readStoredVerdict(stored: JsonValue): VerdictSummary | undefined {
  return stored === null ? undefined : schema.safeParse(stored).data;
}

/** @module The verdict in a row of the results store, read back; rows of earlier versions lack what was not kept then. */
import { z } from 'zod';
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
});

/** Undefined when the rollout has none that this version can read: it ended before the check, or was written by hand. */
export function readStoredVerdict(stored: JsonValue): VerdictSummary | undefined {
  return schema.safeParse(stored).data;
}

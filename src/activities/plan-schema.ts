/** @module The plan document as it is read back from the blob store. */
import { z } from 'zod';
import { REVIEW_DEFAULTS } from '../domain/answer-check.js';
import type { PlanDocument } from '../domain/task.js';

const imageSchema = z.strictObject({
  sha256: z.string(),
  bytes: z.number(),
  mime: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
  width: z.number(),
  height: z.number(),
});

const planSchema = z.strictObject({
  rolloutId: z.string(),
  task: z.strictObject({
    id: z.string(),
    question: z.string(),
    images: z.array(imageSchema),
    dataSource: z.string(),
    groundTruth: z.array(z.string()),
    family: z.string(),
    options: z.array(z.string()).exactOptional(),
    answerType: z.string().exactOptional(),
    split: z.string().exactOptional(),
    category: z.string().exactOptional(),
    group: z.string().exactOptional(),
  }),
  policy: z.string(),
  registry: z.string(),
  prompt: z.string(),
  seed: z.number(),
  sample: z.number(),
  suite: z.string(),
  dataset: z.string().exactOptional(),
  batch: z.string(),
  onOutage: z.enum(['observe', 'wait']),
  cache: z.boolean(),
  maxCalls: z.number(),
  maxCostUsd: z.number().exactOptional(),
  reward: z.string().exactOptional(),
  check: z
    .strictObject({
      judge: z.string().exactOptional(),
      review_seconds: z.number().exactOptional(),
      review_default: z.enum(REVIEW_DEFAULTS).exactOptional(),
    })
    .exactOptional(),
  training: z
    .strictObject({
      run: z.string(),
      step: z.number(),
      member: z.number(),
      exploration: z.number(),
      temperature: z.number().exactOptional(),
      top_p: z.number().exactOptional(),
      pool: z.array(z.string()).exactOptional(),
      vary: z.strictObject({ pairs: z.number(), cards: z.number(), faults: z.number() }).exactOptional(),
    })
    .exactOptional(),
});

export const imageRefSchema = imageSchema;

export function parsePlanDocument(value: unknown): PlanDocument {
  return planSchema.parse(value);
}

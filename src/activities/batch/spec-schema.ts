/** @module The documents of a batch, as they are read back. */
import { z } from 'zod';
import type { BatchSpec, BatchTask } from '../../domain/batch.js';
import { checkSchema, limitsSchema, taskSchema } from '../rollout-input-schema.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const specSchema = z.strictObject({
  version: z.literal(1),
  suite: z.string().max(100),
  fingerprint: sha256,
  policies: z.array(z.string().min(1)).min(1).max(64),
  samples: z.int().min(1).max(1_000),
  seed: z.int().min(0),
  limits: limitsSchema,
  onOutage: z.enum(['observe', 'wait']),
  cache: z.boolean(),
  prompt: sha256.nullable(),
  dataset: sha256.nullable(),
  reward: sha256.nullable(),
  check: checkSchema.nullable(),
  pages: z.array(z.strictObject({ sha256, tasks: z.int().positive() })),
});

const pageSchema = z.array(z.strictObject({ task: taskSchema, key: z.string().regex(/^[0-9a-f]{8}$/) })).min(1);

/** @throws ZodError, for a document that is no spec */
export function parseSpec(value: unknown): BatchSpec {
  return specSchema.parse(value);
}

/** @throws ZodError, for a document that is no page */
export function parsePage(value: unknown): readonly BatchTask[] {
  return pageSchema.parse(value);
}

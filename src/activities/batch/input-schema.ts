/** @module The border of a batch: whatever a client submitted to `batchWorkflow`, checked field by field. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { BatchInput } from '../../domain/batch.js';
import { PRIORITIES } from '../../domain/priority.js';

const share = z.number().min(0).max(1);
const amount = z.number().positive().max(1e15);

const budgetSchema = z.strictObject({
  usd: amount.exactOptional(),
  tokens: amount.int().exactOptional(),
  calls: amount.int().exactOptional(),
  hours: z.number().positive().max(87_600).exactOptional(),
});

const inputSchema = z.strictObject({
  spec: z.string().regex(/^[0-9a-f]{64}$/, 'is not the SHA-256 of a stored spec (64 lower-case hex digits)'),
  concurrency: z.int().min(1).max(2_000).exactOptional(),
  partitions: z.int().min(1).max(64).exactOptional(),
  retry: z
    .strictObject({ only: z.enum(['failed', 'tainted']), before: z.iso.datetime({ offset: true }) })
    .exactOptional(),
  max_without_answer: share.exactOptional(),
  max_events: z.int().min(20).max(10_000).exactOptional(),
  samples: z.int().min(1).max(1_000).exactOptional(),
  budget: budgetSchema.exactOptional(),
  canary: z
    .strictObject({ rollouts: z.int().min(1).max(1_000), max_without_answer: share, max_usd: amount.exactOptional() })
    .exactOptional(),
  notify: z.array(z.string().min(1).max(100)).max(5).exactOptional(),
  priority: z.enum(PRIORITIES).exactOptional(),
});

/** @throws MaestroError INVALID_INPUT naming every field that is wrong */
export function parseBatchInput(input: unknown): BatchInput {
  const parsed = inputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the input'}: ${message}`);
  throw new MaestroError('INVALID_INPUT', `The input of the batch is not valid: ${faults.join('; ')}.`, {
    data: { faults },
  });
}

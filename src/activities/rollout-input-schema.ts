/** @module The border of a rollout: whatever a client submitted, checked field by field. */
import { z } from 'zod';
import { REVIEW_DEFAULTS } from '../domain/answer-check.js';
import { MaestroError } from '../domain/errors.js';
import type { RolloutInput } from '../domain/task.js';
import { MAX_IMAGES, MAX_OPTIONS, TASK_LIMITS } from '../domain/task-limits.js';

/** A person may take a month. */
const MAX_REVIEW_S = 31 * 86_400;
const name = z.string().min(1).max(TASK_LIMITS.id);
const label = z.string().min(1).max(TASK_LIMITS.label);

/** A task as it is submitted. */
export const taskSchema = z.strictObject({
  id: name,
  question: z.string().trim().min(1, 'the question is empty').max(TASK_LIMITS.question),
  images: z.array(z.string().min(1)).max(MAX_IMAGES).exactOptional(),
  data_source: z.string().trim().min(1).max(TASK_LIMITS.data_source).exactOptional(),
  ground_truth: z.union([z.string(), z.array(z.string()).min(1)]).exactOptional(),
  family: z.string().max(TASK_LIMITS.label).exactOptional(),
  options: z.array(z.string().max(TASK_LIMITS.option)).min(2).max(MAX_OPTIONS).exactOptional(),
  answer_type: label.exactOptional(),
  split: label.exactOptional(),
  category: label.exactOptional(),
  group: name.exactOptional(),
});

export const limitsSchema = z.strictObject({
  max_calls: z.int().min(0).max(64).exactOptional(),
  max_tokens: z.int().positive().exactOptional(),
  max_cost_usd: z.number().positive().exactOptional(),
  max_seconds: z.number().positive().max(86_400).exactOptional(),
  deadline: z.iso.datetime({ offset: true }).exactOptional(),
});

/** Who decides what the rules can't. */
export const checkSchema = z.strictObject({
  judge: name.exactOptional(),
  review_seconds: z.number().positive().max(MAX_REVIEW_S).exactOptional(),
  review_default: z.enum(REVIEW_DEFAULTS).exactOptional(),
});

const share = z.number().min(0).max(1);

export const temperatureSchema = z.number().min(0).max(2);
export const topPSchema = z.number().gt(0).max(1);

/** What the seed of a drawn decision is made of, and what may be drawn. */
export const trainingSchema = z.strictObject({
  run: label,
  step: z.int().min(0),
  member: z.int().min(0),
  exploration: z.number().min(0).max(1),
  temperature: temperatureSchema.exactOptional(),
  top_p: topPSchema.exactOptional(),
  pool: z.array(name).min(1).max(10_000).exactOptional(),
  vary: z.strictObject({ pairs: share, cards: share, faults: share }).exactOptional(),
});

const inputSchema = z.strictObject({
  task: taskSchema,
  policy: name.optional(),
  prompt: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is not the SHA-256 of a stored prompt (64 lower-case hex digits)')
    .optional(),
  limits: limitsSchema.optional(),
  on_outage: z.enum(['observe', 'wait']).optional(),
  cache: z.boolean().optional(),
  seed: z.int().min(0).optional(),
  sample: z.int().min(0).optional(),
  suite: z.string().max(100).optional(),
  dataset: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is not the fingerprint of a dataset (64 lower-case hex digits)')
    .optional(),
  batch: z.string().max(100).optional(),
  reward: z
    .string()
    .regex(
      /^(?:[0-9a-f]{64}|[a-z][a-z0-9-]{0,49})$/,
      'is neither the name of a shipped reward (paper, strict, thrifty) nor the SHA-256 of a stored one',
    )
    .optional(),
  check: checkSchema.optional(),
  training: trainingSchema.optional(),
  pace_ms: z.int().min(0).max(600_000).optional(),
});

export type ParsedInput = z.infer<typeof inputSchema>;

/** @throws MaestroError INVALID_INPUT naming every field that is wrong */
export function parseRolloutInput(input: unknown): ParsedInput {
  const parsed = inputSchema.safeParse(input);
  if (parsed.success) return parsed.data satisfies WithUndefined<RolloutInput>;
  const faults = parsed.error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    return `${field === '' ? 'input' : field}: ${issue.message}`;
  });
  throw new MaestroError(
    'INVALID_INPUT',
    `The rollout's input is not valid: ${faults.slice(0, 10).join('; ')}. Expected {"task": {"id", "question", "images"?, "data_source"?, ` +
      '"ground_truth"?, "family"?, "options"?, "answer_type"?, "split"?, "category"?, "group"?}, "policy"?, "prompt"?, "limits"?, "on_outage"?, "cache"?, "seed"?, "sample"?, "suite"?, "dataset"?, "batch"?, "reward"?, "check"?, "training"?}.',
  );
}

/** zod writes optional fields as `| undefined`. */
type WithUndefined<T> = T extends readonly unknown[] | string | number | boolean | undefined
  ? T
  : { [K in keyof T]: WithUndefined<T[K]> | (undefined extends T[K] ? undefined : never) };

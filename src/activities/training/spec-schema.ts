/** @module The pinned spec of a training run, and the input of its workflow, as they are read again. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Task } from '../../domain/task.js';
import type { TrainingRunInput } from '../../domain/training-run.js';
import {
  faultsOfSettings,
  TRAINING_DEFAULTS,
  TRAINING_SETTING_NAMES,
  type TrainingSettings,
} from '../../domain/training-settings.js';
import { modelSpecSchema, settingsSchema } from '../../learning/checkpoint.js';
import { checkSettings } from '../../learning/settings.js';
import { taskSchema, temperatureSchema, topPSchema } from '../rollout-input-schema.js';
import type { TrainingSpec } from './run-contract.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 (64 lower-case hex digits)');
const count = z.int().nonnegative();

/** A number for each name of the defaults, and nothing else. */
const numbersSchema = z
  .record(
    z.string().refine((name) => TRAINING_SETTING_NAMES.some((known) => known === name), 'is no setting of training'),
    z.number(),
  )
  .transform((given): TrainingSettings => ({ ...TRAINING_DEFAULTS, ...given }));

const specSchema = z.strictObject({
  version: z.literal(1),
  suites: z.array(z.string()).min(1),
  seed: count,
  registry: hash,
  settings: numbersSchema,
  grpo: settingsSchema,
  model: modelSpecSchema,
  trainer: z.string().min(1).max(200),
  reward: z.string().nullable(),
  onOutage: z.enum(['observe', 'wait']),
  from: hash.nullable(),
  families: z.array(z.strictObject({ family: z.string(), sha256: hash, tasks: count })),
  probe: z.strictObject({ batch: z.string(), spec: hash }).nullable(),
  validation: hash.nullable(),
  collect: z
    .strictObject({
      policy: z.string().min(1),
      temperature: temperatureSchema.exactOptional(),
      top_p: topPSchema.exactOptional(),
      prompt: hash.exactOptional(),
    })
    .exactOptional(),
});

/** @throws MaestroError INVALID_INPUT for what is no spec, settings that can't be, no family, or one without a task */
export function parseTrainingSpec(value: unknown): TrainingSpec {
  const parsed = specSchema.safeParse(value);
  if (!parsed.success) refuse(z.prettifyError(parsed.error));
  const { settings, grpo, families, collect } = parsed.data;
  checkSettings(grpo);
  const faults = [
    ...faultsOfSettings(settings),
    ...(families.length === 0 ? ['there is no family to train on'] : []),
    ...(collect !== undefined && settings.varyPairs + settings.varyCards > 0
      ? ['a chat policy is offered the whole registry: set varyPairs and varyCards to 0']
      : []),
    ...families.filter(({ tasks }) => tasks === 0).map(({ family }) => `the family "${family}" has no task`),
  ];
  if (faults.length > 0) refuse(`${faults.join('; ')}.`);
  return parsed.data;
}

function refuse(why: string): never {
  throw new MaestroError('INVALID_INPUT', `A training run can't be as it was pinned: ${why}`);
}

const groupSchema = z.strictObject({
  ...{ slot: count, ref: z.strictObject({ sha256: hash, bytes: count }).nullable(), why: z.string() },
  ...{ members: count, refills: count, missing: count, costUsd: z.number() },
  ...{ zeroVariance: z.boolean(), identicalActions: z.boolean(), allFailed: z.boolean() },
});

const inputSchema = z.strictObject({
  spec: hash,
  maxEvents: z.int().min(20).max(10_000).exactOptional(),
  startedAtMs: z.number().exactOptional(),
  collected: z.array(z.strictObject({ step: count, groups: z.array(groupSchema) })).exactOptional(),
});

/** @throws MaestroError INVALID_INPUT naming every field that is wrong */
export function parseTrainingInput(input: unknown): TrainingRunInput {
  const parsed = inputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new MaestroError(
    'INVALID_INPUT',
    `The input of the training run is not valid: ${z.prettifyError(parsed.error)}.`,
  );
}

/** The document of a family. */
export function parseTasks(value: unknown): readonly Task[] {
  return z.array(taskSchema).parse(value);
}

export const stepGroupsSchema = z.array(groupSchema);

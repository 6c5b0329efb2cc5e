/**
 * @module The file of a learned policy: versioned, with the hash of its content, naming what it was learned under. What does not fit
 * is refused, never adapted.
 */
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import type { JsonValue } from '../domain/ref.js';
import { canonicalJson, hashJson, parseJson } from '../store/hash.js';
import { FEATURE_VERSION } from './features.js';
import { createModel, type ModelSpec } from './model.js';
import { RECORD_VERSION, type RecordTable } from './records.js';
import type { GrpoSettings } from './settings.js';
import type { Learner } from './update.js';

export const CHECKPOINT_VERSION = 1;

export interface Checkpoint {
  readonly run: string;
  /** Updates that made it. */
  readonly step: number;
  readonly model: ModelSpec;
  readonly settings: GrpoSettings;
  readonly learner: Learner;
  readonly featureVersion: number;
  /** SHA-256 of the registry's snapshot. */
  readonly registry: string;
  /** Version and SHA-256 of the records that it decides with. */
  readonly records: { readonly version: number; readonly hash: string };
  /** Hash of the checkpoint before it; null: the first. */
  readonly parent: string | null;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const numbers = z.array(z.number());
const count = z.int().nonnegative();

export const modelSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linear') }),
  z.strictObject({ kind: z.literal('two-tower'), width: z.int().min(1).max(64) }),
]);

export const settingsSchema = z.strictObject({
  baseline: z.enum(['group', 'leave-one-out']),
  norm: z.enum(['std', 'none']),
  zeroVariance: z.enum(['keep', 'skip']),
  clipLow: z.number(),
  clipHigh: z.number(),
  dualClip: z.number(),
  kl: z.number(),
  entropy: z.number(),
  epochs: z.int().positive(),
  optimiser: z.strictObject({
    learningRate: z.number(),
    beta1: z.number(),
    beta2: z.number(),
    epsilon: z.number(),
    weightDecay: z.number(),
    gradientClip: z.number(),
  }),
});

export const learnerSchema = z.strictObject({
  weights: numbers,
  optimiser: z.strictObject({ step: count, mean: numbers, square: numbers }),
});

const checkpointSchema = z.strictObject({
  run: z.string().min(1),
  step: count,
  model: modelSpecSchema,
  settings: settingsSchema,
  learner: learnerSchema,
  featureVersion: z.int(),
  registry: hash,
  records: z.strictObject({ version: z.int(), hash }),
  parent: hash.nullable(),
});
const fileSchema = z.strictObject({
  format: z.literal('maestro-policy'),
  version: z.literal(CHECKPOINT_VERSION),
  hash,
  checkpoint: checkpointSchema,
});

export interface CheckpointFile {
  /** Its name everywhere else. */
  readonly hash: string;
  /** Canonical JSON: equal checkpoints are equal files. */
  readonly text: string;
}

/** @throws MaestroError INVALID_INPUT for weights that are no numbers */
export function writeCheckpoint(checkpoint: Checkpoint): CheckpointFile {
  const sum = hashJson(checkpoint);
  return {
    hash: sum,
    text: canonicalJson({ format: 'maestro-policy', version: CHECKPOINT_VERSION, hash: sum, checkpoint }),
  };
}

/** The hash of records, as a checkpoint names them. */
export function recordsOf(table: RecordTable): Checkpoint['records'] {
  return { version: table.version, hash: hashJson(table) };
}

/** What is there when a checkpoint is loaded. Left out: it may be any, as for a policy that meets experts added later. */
export interface Present {
  readonly registry?: string;
  readonly records?: Checkpoint['records'];
}

/**
 * @param name of the file, for messages
 * @throws MaestroError BLOB_CORRUPT for what is no checkpoint or was changed; INVALID_INPUT for one that does not fit, with what it
 * was made with and what is there
 */
export function readCheckpoint(
  text: string,
  name: string,
  present: Present,
): CheckpointFile & { readonly checkpoint: Checkpoint } {
  const raw = parse(text, name);
  const version = versionOf(raw);
  if (version !== undefined && version !== CHECKPOINT_VERSION)
    refuse(
      name,
      'version of the format',
      String(version),
      String(CHECKPOINT_VERSION),
      'Use the Maestro that wrote it.',
    );
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success)
    throw new MaestroError('BLOB_CORRUPT', `${name} is no checkpoint: ${z.prettifyError(parsed.error)}.`);
  const { hash: named, checkpoint } = parsed.data;
  if (hashJson(checkpoint) !== named)
    throw new MaestroError(
      'BLOB_CORRUPT',
      `${name} is not what was written: its content has another hash. Restore it.`,
    );
  checkFit(checkpoint, name, present);
  return { hash: named, text, checkpoint };
}

function checkFit(checkpoint: Checkpoint, name: string, { registry, records }: Present): void {
  const { featureVersion, model, learner } = checkpoint;
  if (featureVersion !== FEATURE_VERSION)
    refuse(name, 'version of the features', String(featureVersion), String(FEATURE_VERSION), 'Train it anew.');
  if (registry !== undefined && registry !== checkpoint.registry)
    refuse(name, 'registry', checkpoint.registry, registry, 'Restore that registry, or start a new run.');
  const { version } = checkpoint.records;
  if (version !== RECORD_VERSION)
    refuse(name, 'version of the records', String(version), String(RECORD_VERSION), 'Train it anew.');
  if (records !== undefined && records.hash !== checkpoint.records.hash)
    refuse(name, 'records', checkpoint.records.hash, records.hash, 'Give it the records that it was frozen with.');
  const { size } = createModel(model);
  const { weights, optimiser } = learner;
  const odd = [weights, optimiser.mean, optimiser.square].find((list) => list.length !== size);
  if (odd !== undefined) refuse(name, 'number of weights', String(odd.length), String(size), 'Train it anew.');
}

function refuse(name: string, what: string, made: string, there: string, advice: string): never {
  throw new MaestroError(
    'INVALID_INPUT',
    `${name} was made with another ${what}: ${made}, and here it is ${there}. ${advice}`,
  );
}

function parse(text: string, name: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw new MaestroError('BLOB_CORRUPT', `${name} is no JSON: ${messageOf(error)}.`, { cause: error });
  }
}

/** Read before the rest, so that a later format is told apart from a broken file. */
function versionOf(raw: JsonValue): number | undefined {
  const seen = z.object({ version: z.number() }).safeParse(raw);
  return seen.success ? seen.data.version : undefined;
}

/** @module The files that a trainer reads and writes, as blobs: groups and policies between two updates. Read strictly, whoever wrote them. */
import { z } from 'zod';
import { isMaestroError, MaestroError } from '../../domain/errors.js';
import type { BlobRef } from '../../domain/ref.js';
import { learnerSchema, modelSpecSchema } from '../../learning/checkpoint.js';
import { CONTEXT_COUNT, FEATURE_COUNT, FEATURE_VERSION } from '../../learning/features.js';
import { checkGroup } from '../../learning/groups.js';
import { createModel, type ModelSpec } from '../../learning/model.js';
import type { Learner } from '../../learning/update.js';
import type { ContentStore } from '../../store/blob-store.js';
import { getJson, putJson } from '../../store/json-blobs.js';
import { generationSchema } from '../learned/generations.js';
import type { GroupFile, LearnerFile } from './contract.js';

const numbers = z.array(z.number());
const count = z.int().nonnegative();

const decisionSchema = z.strictObject({
  context: numbers,
  options: z.array(z.strictObject({ features: numbers })),
  chosen: count,
  label: z.string(),
  propensity: z.number(),
});

const groupSchema = z.strictObject({
  format: z.literal('maestro-group'),
  version: z.literal(1),
  ...{ run: z.string(), step: count, slot: count, task: z.string(), family: z.string(), policy: z.string() },
  ...{ exploration: z.number(), featureVersion: z.int(), registry: z.string() },
  members: z.array(
    z.strictObject({
      ...{ member: count, rollout: z.string(), outcome: z.string(), correct: z.boolean().nullable() },
      ...{ reward: z.number(), givenReward: z.number(), costUsd: z.number(), failed: z.boolean() },
      calls: z.array(z.string()),
      decisions: z.array(decisionSchema),
      generations: z.array(generationSchema).exactOptional(),
    }),
  ),
  leftOut: z.array(z.strictObject({ member: count, rollout: z.string(), why: z.string() })),
});

const learnerFileSchema = z.strictObject({
  format: z.literal('maestro-learner'),
  version: z.literal(1),
  model: modelSpecSchema,
  learner: learnerSchema,
});

/** @throws MaestroError INVALID_INPUT for a group that nothing can be learned from, with what is wrong; as the store */
export function writeGroup(blobs: ContentStore, group: GroupFile): Promise<BlobRef> {
  checkGroup(group, CONTEXT_COUNT, FEATURE_COUNT);
  return putJson(blobs, group);
}

/** @throws MaestroError INVALID_INPUT for what is no group, or one of another feature version; BLOB_MISSING, BLOB_CORRUPT, STORE_UNAVAILABLE */
export async function readGroup(blobs: ContentStore, { sha256 }: BlobRef): Promise<GroupFile> {
  const group = await read(blobs, sha256, groupSchema, 'group');
  if (group.featureVersion !== FEATURE_VERSION)
    throw new MaestroError(
      'INVALID_INPUT',
      `The group of task "${group.task}" (${sha256.slice(0, 12)}) is of feature version ${group.featureVersion}, and here it is ${FEATURE_VERSION}: begin a new run.`,
    );
  checkGroup(group, CONTEXT_COUNT, FEATURE_COUNT);
  return group;
}

export function writeLearner(blobs: ContentStore, model: ModelSpec, learner: Learner): Promise<BlobRef> {
  return putJson(blobs, { format: 'maestro-learner', version: 1, model, learner } satisfies LearnerFile);
}

/** @throws MaestroError INVALID_INPUT for what is no policy of that many weights; BLOB_MISSING, BLOB_CORRUPT, STORE_UNAVAILABLE */
export async function readLearner(blobs: ContentStore, { sha256 }: BlobRef): Promise<LearnerFile> {
  const file = await read(blobs, sha256, learnerFileSchema, 'policy');
  const { size } = createModel(file.model);
  const { weights, optimiser } = file.learner;
  const odd = [weights, optimiser.mean, optimiser.square].find((list) => list.length !== size);
  if (odd !== undefined)
    throw new MaestroError(
      'INVALID_INPUT',
      `The policy ${sha256.slice(0, 12)} has ${odd.length} weights, and its model has ${size}: it is of another feature version.`,
    );
  return file;
}

async function read<T>(blobs: ContentStore, sha256: string, schema: z.ZodType<T>, what: string): Promise<T> {
  const value = await getJson(blobs, sha256).catch((error: unknown) => {
    if (!isMaestroError(error) || error.code !== 'BLOB_CORRUPT') throw error;
    throw new MaestroError('INVALID_INPUT', `The ${what} ${sha256.slice(0, 12)} can't be read: ${error.message}`, {
      cause: error,
    });
  });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MaestroError(
    'INVALID_INPUT',
    `The blob ${sha256.slice(0, 12)} is no ${what} of training: ${z.prettifyError(parsed.error)}.`,
  );
}

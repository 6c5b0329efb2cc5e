/** @module Reads a stored snapshot (JSON from the blob store) back. */
import { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import { IMAGE_MIMES } from '../domain/ref.js';
import {
  BOX_SPACES,
  DETECTOR_VOCABULARIES,
  ENGINE_NAMES,
  ROLES,
  SERVICE_KINDS,
  STEP_KINDS,
  type RegistrySnapshot,
} from '../domain/registry.js';

const names = z.array(z.string());

/** JSON has no `undefined`: what is left out there comes back as one. */
function orUndefined<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value);
}

const modelCommon = {
  id: z.string(),
  aliases: names,
  strengths: z.string(),
  whenToChoose: z.string(),
  limits: z.string(),
  modalities: z.array(z.enum(['text', 'image'])),
  contextTokens: orUndefined(z.number()),
  images: z.strictObject({
    maxCount: z.number(),
    maxBytes: z.number(),
    maxSide: z.number(),
    formats: z.array(z.enum(IMAGE_MIMES)),
  }),
  price: z.strictObject({ inputPerMTok: z.number(), outputPerMTok: z.number(), perCall: z.number() }),
  latency: orUndefined(z.strictObject({ p50Ms: z.number(), p95Ms: z.number() })),
  license: z.string(),
  revision: z.string(),
  concurrency: z.number(),
  ratePerMinute: orUndefined(z.number()),
  timeoutMs: z.number(),
  maxAttempts: z.number(),
  deadlineMs: z.number(),
  hedge: z.boolean(),
  fallbacks: names,
  skills: names,
  unavailable: z.string(),
};

const endpointModel = z.strictObject({
  provider: z.literal('openai'),
  ...modelCommon,
  baseUrl: z.string(),
  servedName: z.string(),
  apiKeyEnv: z.string(),
  temperature: orUndefined(z.number()),
  topP: orUndefined(z.number()),
  maxOutputTokens: z.number(),
  role: z.enum(ROLES),
  boxes: z.enum(BOX_SPACES),
  detects: z.enum(DETECTOR_VOCABULARIES).exactOptional(),
  port: orUndefined(z.number()),
  weights: z.string(),
  vllmArgs: names,
  cache: z.boolean(),
});

const engineModel = z.strictObject({
  provider: z.literal('engine'),
  ...modelCommon,
  engine: z.enum(ENGINE_NAMES),
  quick: z.boolean(),
  params: z.record(z.string(), z.json()).exactOptional(),
});

const step = z.strictObject({
  id: z.string(),
  kind: z.enum(STEP_KINDS),
  needs: names,
  template: z.string(),
  system: z.string(),
  task: z.string(),
  params: z.record(z.string(), z.json()),
  images: names,
  optional: z.boolean(),
  each: z.enum(['task', 'image']),
});

const solver = z.strictObject({
  id: z.string(),
  aliases: names,
  summary: z.string(),
  when: z.string(),
  steps: z.array(step).min(1),
  output: z.string(),
  repair: orUndefined(z.strictObject({ from: z.string(), check: z.string(), rounds: z.number() })),
});

const rule = z.strictObject({ solver: z.string(), any: names, all: names, weight: z.number() });

const router = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keyword'), rules: z.array(rule), fallback: z.string() }),
  z.strictObject({ kind: z.literal('similarity'), fallback: z.string() }),
  z.strictObject({ kind: z.literal('classify'), model: z.string() }),
]);

const skill = z.strictObject({
  id: z.string(),
  aliases: names,
  summary: z.string(),
  whenToUse: z.string(),
  limits: z.string(),
  keywords: names,
  needsImage: z.boolean(),
  inputs: names.exactOptional(),
  router,
  solvers: z.array(solver).min(1),
});

const service = z.strictObject({
  kind: z.enum(SERVICE_KINDS),
  model: z.string(),
  languages: z.record(z.string(), z.string()).exactOptional(),
});

export const snapshotSchema = z.strictObject({
  version: z.literal(1),
  models: z.array(z.union([endpointModel, engineModel])),
  services: z.array(service),
  skills: z.array(skill),
});

/** A snapshot from its JSON text, or from what JSON.parse made of it. @throws MaestroError INVALID_REGISTRY naming the first fields that do not fit. */
export function parseSnapshot(json: unknown): RegistrySnapshot {
  const result = snapshotSchema.safeParse(typeof json === 'string' ? parseJson(json) : json);
  if (result.success) return result.data;
  throw invalid(z.prettifyError(result.error).slice(0, 2000));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('it is not JSON', error);
  }
}

function invalid(reason: string, cause?: unknown): MaestroError {
  return new MaestroError(
    'INVALID_REGISTRY',
    `The stored registry snapshot can't be read: ${reason}. It was written by another version of Maestro: start a new rollout.`,
    { cause },
  );
}

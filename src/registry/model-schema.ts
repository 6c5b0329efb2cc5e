/** @module One entry of models.yaml. */
import { z } from 'zod';
import { ENGINE_NAMES } from '../domain/registry.js';
import { aliasesField, idField, proseField } from '../skills/fields.js';
import { strictObject } from '../skills/validate.js';
import { faultOfBaseUrl, hasBrokenVariable } from './environment.js';

const usd = z.number().min(0).max(10_000).default(0);

const common = {
  id: idField,
  enabled: z.boolean().default(true),
  aliases: aliasesField,
  strengths: proseField,
  when_to_choose: proseField,
  limits: proseField,
  modalities: z.array(z.enum(['text', 'image'])).min(1),
  /** US dollars: per million tokens in and out, and per call. */
  price: strictObject({ input_per_mtok: usd, output_per_mtok: usd, per_call: usd }).default({
    input_per_mtok: 0,
    output_per_mtok: 0,
    per_call: 0,
  }),
  /** Calls in flight per worker. */
  concurrency: z.int().min(1).max(1000),
  /** One attempt, seconds. */
  timeout_s: z.number().min(0.1).max(3600),
  max_attempts: z.int().min(1).max(20),
  /** Names of the skills it may be paired with. */
  skills: z.array(z.string().min(1)).max(200),
};

const variableText = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !hasBrokenVariable(text), 'holds a broken variable, write ${NAME} or ${NAME:-default}');

const endpointSchema = strictObject({
  provider: z.literal('openai'),
  ...common,
  base_url: variableText.superRefine((text, context) => {
    const fault = text.includes('${') ? undefined : faultOfBaseUrl(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  }),
  served_name: variableText,
  /** Name of the variable that holds the key; left out: no key is sent. */
  api_key_env: z
    .string()
    .max(100)
    .regex(
      /^[A-Z_][A-Z0-9_]*$/,
      'is not the name of an environment variable (capitals, digits, "_"), never write the key itself',
    )
    .optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  max_output_tokens: z.int().min(1).max(1_000_000).default(2048),
  role: z.enum(['expert', 'policy', 'both']).default('expert'),
});

const engineSchema = strictObject({
  provider: z.literal('engine'),
  ...common,
  engine: z.enum(ENGINE_NAMES),
  /** Answers in process within 50 ms: called as a local activity. */
  quick: z.boolean().default(false),
}).refine((model) => !model.quick || model.engine === 'algebra' || model.engine === 'quickjs', {
  path: ['quick'],
  error: "can't be true for this engine, which takes longer than 50 ms: remove it",
});

export const modelSchema = z.discriminatedUnion('provider', [endpointSchema, engineSchema], {
  error: 'is not a known provider, use openai or engine',
});

/** Enough to take an entry of an earlier root out. */
export const switchedOffSchema = strictObject({ id: idField, enabled: z.literal(false) });

export type ModelFields = z.output<typeof modelSchema>;

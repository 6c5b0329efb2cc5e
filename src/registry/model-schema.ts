/** @module One entry of models.yaml: an endpoint or a local engine. */
import { z } from 'zod';
import { BOX_SPACES, DETECTOR_VOCABULARIES, ENGINE_NAMES, ROLES } from '../domain/registry.js';
import { idField } from '../skills/fields.js';
import { paramsSchema } from '../skills/params-schema.js';
import { strictObject } from '../skills/validate.js';
import { cardFields, checkCard } from './card-schema.js';
import { faultOfBaseUrl, hasBrokenVariable, variablesIn } from './environment.js';

const variableText = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !hasBrokenVariable(text), 'holds a broken variable, write ${NAME} or ${NAME:-default}');

/** One word of a command line. */
const argument = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, 'holds a control character, remove it');

/** As variables of keys are called everywhere. */
const SECRET_NAME = /(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD)(_|$)/;

const endpointSchema = strictObject({
  provider: z.literal('openai'),
  ...cardFields,
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
  role: z.enum(ROLES).default('expert'),
  /** The space of the boxes that it writes: pixels of the image, 0-1000 or 0-1 of its sides. */
  boxes: z.enum(BOX_SPACES).default('pixel'),
  /** As a detector: whatever it is asked for, or best the 80 classes of COCO. */
  detects: z.enum(DETECTOR_VOCABULARIES).default('open'),
  /** How `vllm serve` is to be started for it. */
  port: z.int().min(1).max(65_535).optional(),
  weights: argument.optional(),
  vllm_args: z.array(argument).max(100).default([]),
  /** May replies at temperature 0 be served from the cache of calls? */
  cache: z.boolean().default(true),
})
  .superRefine(checkCard)
  .superRefine(({ base_url, served_name, api_key_env }, context) => {
    // Addresses and names are shown, logged and told to policies.
    for (const [field, text] of Object.entries({ base_url, served_name })) {
      const name = variablesIn(text).find((each) => each === api_key_env || SECRET_NAME.test(each));
      if (name === undefined) continue;
      const message = `holds the variable ${name}, which is a key's by its name or use: addresses and names are shown; name it in api_key_env only`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .refine((model) => model.role !== 'service' || model.skills.length === 0, {
    path: ['skills'],
    error: "must be empty for a service, which the policy can't call: write [], or give it the role expert",
  });

const engineSchema = strictObject({
  provider: z.literal('engine'),
  ...cardFields,
  engine: z.enum(ENGINE_NAMES),
  /** Answers in process within 50 ms: called as a local activity. */
  quick: z.boolean().default(false),
  /** Settings of the engine; the parameters of a solver's step lie over them. */
  params: paramsSchema.optional(),
})
  .superRefine(checkCard)
  .refine((model) => !model.quick || model.engine === 'algebra' || model.engine === 'quickjs', {
    path: ['quick'],
    error: "can't be true for this engine, which takes longer than 50 ms: remove it",
  });

export const modelSchema = z.discriminatedUnion('provider', [endpointSchema, engineSchema], {
  error: 'is not a known provider, use openai or engine',
});

/** Enough to take an entry of an earlier root out. */
export const switchedOffSchema = strictObject({ id: idField, enabled: z.literal(false) });

export type ModelFields = z.output<typeof modelSchema>;

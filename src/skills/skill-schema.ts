/** @module The front matter of a SKILL.md: the open Agent Skills fields, and ours. */
import { z } from 'zod';
import { ROUTER_KINDS } from '../domain/registry.js';
import {
  aliasesField,
  hasPhrases,
  idField,
  inputField,
  keywordsField,
  NO_PHRASES,
  proseField,
  ruleFields,
} from './fields.js';
import { strictObject } from './validate.js';

const ruleSchema = strictObject({ solver: z.string().min(1), ...ruleFields }).refine(hasPhrases, NO_PHRASES);

const routerSchema = strictObject({
  kind: z.enum(ROUTER_KINDS).default('keyword'),
  /** `classify`: the model that is asked; left out: that of the pair. */
  model: z.string().min(1).optional(),
  /** The solver of questions that no rule or card matches; may be left out when only one has no rule. */
  fallback: z.string().min(1).optional(),
  rules: z.array(ruleSchema).max(200).default([]),
});

export const skillSchema = strictObject({
  name: z
    .string()
    .max(64)
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'is not an Agent Skills name, use lower-case letters, digits and single hyphens',
    ),
  description: proseField,
  license: z.string().optional(),
  compatibility: z.string().max(500).optional(),
  metadata: z.record(z.string(), z.json()).optional(),
  'allowed-tools': z.string().optional(),
  /** False: taken out, with its solvers. */
  enabled: z.boolean().default(true),
  /** How the policy writes it; the name in another spelling. */
  id: idField.optional(),
  aliases: aliasesField,
  when_to_use: proseField,
  limits: proseField,
  keywords: keywordsField.default([]),
  needs_image: z.boolean(),
  /** What a learned policy may ask of it beside the question. */
  inputs: z.array(inputField).max(4).default([]),
  router: routerSchema.default({ kind: 'keyword', rules: [] }),
});

export type SkillFields = z.output<typeof skillSchema>;

/** @module The step vocabulary: the front matter of a solver file. */
import { z } from 'zod';
import { STEP_KINDS, type ServiceKind, type StepKind } from '../domain/registry.js';
import { RESERVED_STEPS } from '../domain/step-id.js';
import { aliasesField, hasPhrases, NO_PHRASES, proseField, ruleFields } from './fields.js';
import { paramsSchema } from './params-schema.js';
import { strictObject } from './validate.js';

const stepId = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, 'is not a step id, use lower-case letters, digits and "_"')
  .refine((id) => !RESERVED_STEPS.includes(id), `is reserved like ${RESERVED_STEPS.join(', ')}, use another id`);

const stepSchema = strictObject({
  id: stepId,
  kind: z.enum(STEP_KINDS),
  /** Engines: which of their tasks. */
  task: z.string().min(1).max(40).optional(),
  params: paramsSchema.default({}),
  /** Template of the system message. */
  system: z.string().trim().min(1).max(8192).default(''),
  /** Steps whose results the template or the images use. */
  needs: z.array(z.string()).max(16).default([]),
  /** `task` and ids of steps, in the order in which their images are sent. */
  images: z.array(z.string()).max(16).default(['task']),
  /** Evidence that the solver can do without. */
  optional: z.boolean().default(false),
  /** `image`: one call for each image of the task. */
  each: z.enum(['task', 'image']).default('task'),
});

const repairSchema = strictObject({
  from: z.string(),
  check: z.string(),
  /** How often it is tried again. */
  rounds: z.int().min(1).max(5),
});

export const solverSchema = strictObject({
  summary: proseField,
  when: proseField,
  aliases: aliasesField,
  /** Rules that lead a keyword router here, besides those of SKILL.md: with them a solver is added by its file alone. */
  route: z.array(strictObject(ruleFields).refine(hasPhrases, NO_PHRASES)).max(50).default([]),
  steps: z.array(stepSchema).min(1).max(16),
  /** The step whose text is the observation; left out: the last one. */
  output: z.string().optional(),
  repair: repairSchema.optional(),
});

export type StepFields = z.output<typeof stepSchema>;
export type SolverFields = z.output<typeof solverSchema>;

/** Whether a kind of step must have a template, and the engine task that it asks for when it names none. */
interface StepTraits {
  readonly template: 'required' | 'optional';
  readonly service: ServiceKind | undefined;
  readonly defaultTask: string;
}

/** `service: undefined` means the step calls the model of the pair. */
export const STEP_TRAITS: Readonly<Record<StepKind, StepTraits>> = {
  ask: { template: 'required', service: undefined, defaultTask: '' },
  classify: { template: 'required', service: undefined, defaultTask: '' },
  solve: { template: 'required', service: undefined, defaultTask: '' },
  ocr: { template: 'optional', service: 'ocr', defaultTask: 'read' },
  caption: { template: 'optional', service: 'caption', defaultTask: '' },
  detect: { template: 'optional', service: 'detect', defaultTask: '' },
  zoom: { template: 'required', service: 'zoom', defaultTask: '' },
  'run-code': { template: 'required', service: 'code', defaultTask: 'run' },
};

/** The service that a step calls; undefined when it calls the model of the pair. */
export function serviceOfStep(kind: StepKind): ServiceKind | undefined {
  return STEP_TRAITS[kind].service;
}

/** @module The parameters of a step: those that every kind understands alike, typed; local engines have further ones. */
import { z } from 'zod';
import { LANGUAGES } from '../domain/code/languages.js';
import type { StepKind } from '../domain/registry.js';
import { wordsOf } from '../domain/words.js';

const option = z
  .string()
  .trim()
  .max(100)
  .regex(/[\p{L}\p{N}]/u, 'holds no word, write at least one letter or digit');

const KNOWN = {
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).max(1_000_000).optional(),
  /** What a `classify` step chooses from. */
  options: z
    .array(option)
    .min(2)
    .max(64)
    .refine(
      (options) => new Set(options.map(wordsOf)).size === options.length,
      "names an option twice (case, signs and what can't be seen do not count), keep one",
    )
    .optional(),
  /** Are found boxes drawn for the next step? */
  draw: z.boolean().optional(),
  /** What is to be looked for. */
  target: z.string().trim().min(1).max(1000).optional(),
  language: z.enum(LANGUAGES).optional(),
  /** The step whose text holds the tests of a program. */
  tests: z.string().max(40).optional(),
  timeout_ms: z.int().min(1).max(600_000).optional(),
};

export const paramsSchema = z.object(KNOWN).catchall(z.json());

/** What is wrong with a step's parameters: the name of the one, and what to do. */
export function faultsOfParams(
  kind: StepKind,
  params: z.output<typeof paramsSchema>,
): readonly (readonly [string, string])[] {
  const faults: (readonly [string, string])[] = [];
  const hasOptions = params.options !== undefined;
  if (kind === 'classify' && !hasOptions) faults.push(['options', 'is missing, list what is to be chosen from']);
  if (kind !== 'classify' && hasOptions)
    faults.push(['options', `has no meaning in a step of kind ${kind}, remove it`]);
  if (kind !== 'run-code' && params.tests !== undefined)
    faults.push(['tests', `has no meaning in a step of kind ${kind}, remove it`]);
  if (takesMore(kind)) return faults;
  for (const name of Object.keys(params)) {
    if (!Object.hasOwn(KNOWN, name)) faults.push([name, `is unknown, use one of ${Object.keys(KNOWN).join(', ')}`]);
  }
  return faults;
}

/** These may be a local engine's, which has parameters of its own. */
function takesMore(kind: StepKind): boolean {
  return kind === 'solve' || kind === 'ocr' || kind === 'run-code' || kind === 'detect';
}

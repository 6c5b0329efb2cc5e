/** @module Who decides where the rules can't: the options that `ask`, `eval` and `batch` share. */
import { z } from 'zod';
import { REVIEW_DEFAULTS, type AnswerCheckInput } from '../domain/answer-check.js';
import type { OptionSpec } from './command.js';
import { positiveNumber } from './input.js';

export const CHECK_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--judge <model>',
    summary: 'where the rules cannot decide: a model of the registry that is asked, in both orders (paid calls)',
  },
  { flags: '--review <seconds>', summary: 'then wait so long for a person (maestro review)' },
  {
    flags: '--review-default <verdict>',
    summary: 'what stands when nobody came: right, wrong, or undecided (default)',
  },
];

/** Of the input of a command with {@link CHECK_OPTIONS}. */
export const checkFields = {
  judge: z.string().trim().min(1, 'is empty').optional(),
  review: positiveNumber(31 * 86_400).optional(),
  reviewDefault: z.enum(REVIEW_DEFAULTS, 'must be right, wrong or undecided').optional(),
};

/** @returns undefined when nobody is to be asked */
export function checkOf(input: z.infer<z.ZodObject<typeof checkFields>>): AnswerCheckInput | undefined {
  const { judge, review, reviewDefault } = input;
  if (judge === undefined && review === undefined) return undefined;
  return {
    ...(judge === undefined ? {} : { judge }),
    ...(review === undefined ? {} : { review_seconds: review }),
    ...(reviewDefault === undefined ? {} : { review_default: reviewDefault }),
  };
}

/** @module Field types that models, services, skills and solvers share. */
import { z } from 'zod';
import { isInputTemplate } from '../domain/input-template.js';

/** What the policy or a step writes: no spaces, no `@`, `:` or brackets, so that it can stand in an action. */
export const idField = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is not a name, use letters, digits, ".", "_" and "-"');

/** Other spellings; compared without case and separators, so `OCR Solver` covers `ocr_solver`. */
export const aliasesField = z
  .array(
    z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, 'is not a name, use letters, digits, spaces, ".", "_" and "-"'),
  )
  .max(32)
  .default([]);

/** A sentence or two for the policy's prompt. */
export const proseField = z
  .string()
  .trim()
  .min(1)
  .max(1024)
  .refine(
    (text) => !/\$\{\w/.test(text),
    'holds a ${VARIABLE}, variables are filled in only in base_url and served_name',
  );

/** Phrases matched on whole words. */
export const phrasesField = z
  .array(
    z
      .string()
      .max(100)
      .regex(/[\p{L}\p{N}_]/u, 'holds no word, write at least one letter or digit'),
  )
  .max(100);

/** Words, phrases or operator signs by which a skill's questions are recognised. */
export const keywordsField = z.array(z.string().trim().min(1).max(100)).max(100);

/** What is asked of a skill in place of the question, which it holds. */
export const inputField = z
  .string()
  .trim()
  .max(500)
  .refine((text) => isInputTemplate(text), 'does not hold {{question}}, write where the question stands in it');

/** What a rule of a router asks of a question's words. */
export const ruleFields = {
  any: phrasesField.default([]),
  all: phrasesField.default([]),
  weight: z.number().positive().max(1000).default(1),
};

/** For `refine`: a rule without phrases would match everything. */
export function hasPhrases(rule: { readonly any: readonly string[]; readonly all: readonly string[] }): boolean {
  return rule.any.length + rule.all.length > 0;
}

export const NO_PHRASES = 'matches everything, give it phrases under any or all (or use fallback)';

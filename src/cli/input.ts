/** @module Checks what the user typed: every command describes its input once, with zod. */
import { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import type { RawInput } from './command.js';

/**
 * @param options of this command that are arguments of others
 * @throws MaestroError INVALID_INPUT naming each argument or option that is wrong
 */
export function parseInput<T>(schema: z.ZodType<T>, input: RawInput, options: readonly string[] = []): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${spelling(issue.path[0], options)}: ${issue.message}`);
  throw new MaestroError('INVALID_INPUT', `${faults.join('; ')}. See --help.`);
}

/** Arguments are single words, options may be several: `maxCalls` was typed as `--max-calls`. */
function spelling(key: PropertyKey | undefined, options: readonly string[]): string {
  const text = String(key ?? 'input');
  return POSITIONAL.has(text) && !options.includes(text)
    ? `<${text}>`
    : `--${text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const POSITIONAL = new Set([
  'question',
  'tasks',
  'rollout',
  'what',
  'action',
  'value',
  'other',
  'process',
  'data-source',
  'run',
  'runs',
  'suites',
  'statement',
]);

/** `--limit 40` */
export function wholeNumber(min: number, max: number): z.ZodType<number> {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

/** `--max-cost-usd 0.25` */
export function positiveNumber(max: number): z.ZodType<number> {
  const message = `must be a number above 0 and at most ${max}`;
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, message)
    .transform(Number)
    .refine((value) => value > 0 && value <= max, message);
}

export const flag = z.boolean().default(false);

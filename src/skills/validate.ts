/** @module Validation of parsed YAML by zod, with every issue turned into a fault that a person can act on. */
import { z } from 'zod';
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';

const SECRET_FIELD = /^(api[_-]?key|key|token|secret|password|authorization|bearer)$/i;

/** An object that refuses unknown fields and says which ones it knows. */
export function strictObject<T extends z.core.$ZodLooseShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is unknown, use one of ${Object.keys(shape).join(', ')}` : undefined,
  });
}

/** Checks a value found at `at` of a source. Adds one fault per issue and returns undefined when there is any. */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  source: Source,
  at: FieldPath,
  faults: Fault[],
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of explainIssues(result.error.issues, value))
    faults.push(faultAt(source, [...at, ...path], message));
  return undefined;
}

/** What is wrong with a field of a value, and what to do. */
export interface Explained {
  /** Within the value. */
  readonly path: FieldPath;
  readonly message: string;
}

/** One for each field: an unknown field counts as one. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], value: unknown): readonly Explained[] {
  return issues.flatMap((issue): readonly Explained[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: explain(issue, valueAt(value, path)) }];
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: SECRET_FIELD.test(key)
        ? 'secrets are not written into the registry, put it into an environment variable and name that in api_key_env'
        : issue.message,
    }));
  });
}

function explain(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing, add it';
  switch (issue.code) {
    case 'invalid_type':
      return `has the wrong type, write ${article(issue.expected)}`;
    case 'invalid_value':
      return `is not allowed, use ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'is empty or too short, fill it in'
        : `is too small, use ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `is too large, use at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''}`;
    case 'invalid_format':
    case 'invalid_union':
    case 'custom':
      return issue.message;
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
      return `${issue.message}, correct it`;
  }
}

function article(expected: string): string {
  if (expected === 'array') return 'a list';
  if (expected === 'object' || expected === 'record') return 'a block of fields';
  if (expected === 'boolean') return 'true or false';
  if (expected === 'int') return 'a whole number';
  return `a ${expected}`;
}

function valueAt(value: unknown, path: FieldPath): unknown {
  let current: unknown = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([key]) => key === String(part))?.[1];
  }
  return current;
}

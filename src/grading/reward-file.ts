/** @module The files of `rewards/`: how a reward is composed, checked field by field, with a hash of what it says. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import { RULES, type RewardSpec } from '../domain/reward.js';

export interface DeclaredReward {
  readonly spec: RewardSpec;
  /** SHA-256 of what the file says, whatever its comments and order: 64 hex digits. */
  readonly hash: string;
  /** What is hashed: JSON with every default filled in, which reads back as the same reward. */
  readonly text: string;
}

const amount = z.number().min(-1000).max(1000);
const penalty = z.strictObject({
  per: z.number().min(0).max(1000),
  free: z.number().min(0).default(0),
  at_most: z.number().min(0).max(1000),
});

const schema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, 'must be lower-case letters, digits and hyphens'),
  version: z.int().min(1),
  answer: z.strictObject({
    rule: z.enum(RULES).default('reward'),
    right: amount,
    wrong: amount,
    undecided: amount.default(0),
    partial: z.boolean().default(false),
  }),
  format: z.strictObject({ well_formed: amount, malformed: amount, voids_answer: z.boolean().default(false) }),
  cost: penalty.nullable().default(null),
  latency: penalty.nullable().default(null),
  calls: penalty.nullable().default(null),
});

const SHIPPED = new URL('../../rewards/', import.meta.url);

/**
 * @param nameOrPath the name of a shipped reward (`paper`, `strict`, `thrifty`), or the path of a YAML file
 * @throws MaestroError NOT_FOUND, INVALID_INPUT naming each field that is wrong
 */
export async function loadReward(nameOrPath: string): Promise<DeclaredReward> {
  const shipped = /^[a-z][a-z0-9-]*$/.test(nameOrPath);
  const path = shipped ? fileURLToPath(new URL(`${nameOrPath}.yaml`, SHIPPED)) : nameOrPath;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new MaestroError('NOT_FOUND', `There is no reward file ${path}: ${messageOf(error)}.`, { cause: error });
  }
  return parseReward(text, path);
}

/** @throws MaestroError INVALID_INPUT */
export function parseReward(text: string, path: string): DeclaredReward {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `${path} is not YAML: ${messageOf(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || 'file'}: ${issue.message}`,
    );
    throw new MaestroError('INVALID_INPUT', `${path} does not declare a reward: ${faults.join('; ')}.`);
  }
  // Defaults are filled in and fields stand in the schema's order, so the same reward has the same text.
  return declared(parsed.data);
}

/** A reward that is not read from a file. */
export function declared(spec: RewardSpec): DeclaredReward {
  const text = JSON.stringify(spec);
  return { spec, text, hash: createHash('sha256').update(text).digest('hex') };
}

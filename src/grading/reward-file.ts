/** @module The files of `rewards/`: how a reward is composed, checked field by field, with a hash of what it says. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import { RULES, type RewardSpec } from '../domain/reward.js';
import { readSmallFile } from '../skills/small-file.js';
import { parseUserYaml } from '../skills/user-yaml.js';
import { strictObject } from '../skills/validate.js';

export interface DeclaredReward {
  readonly spec: RewardSpec;
  /** SHA-256 of what the file says, whatever its comments and order: 64 hex digits. */
  readonly hash: string;
  /** What is hashed: JSON with every default filled in, which reads back as the same reward. */
  readonly text: string;
}

const amount = z.number().min(-1000).max(1000);
const penalty = strictObject({
  per: z.number().min(0).max(1000),
  free: z.number().min(0).default(0),
  at_most: z.number().min(0).max(1000),
});

const schema = strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, 'must be lower-case letters, digits and hyphens'),
  version: z.int().min(1),
  answer: strictObject({
    rule: z.enum(RULES).default('reward'),
    right: amount,
    wrong: amount,
    undecided: amount.default(0),
    partial: z.boolean().default(false),
  }),
  format: strictObject({ well_formed: amount, malformed: amount, voids_answer: z.boolean().default(false) }),
  cost: penalty.nullable().default(null),
  latency: penalty.nullable().default(null),
  calls: penalty.nullable().default(null),
});

const SHIPPED = new URL('../../rewards/', import.meta.url);

/**
 * @param nameOrPath the name of a shipped reward (`paper`, `strict`, `thrifty`), or the path of a YAML file
 * @throws MaestroError NOT_FOUND; TOO_LARGE; INVALID_INPUT naming file, line and field of each fault
 */
export async function loadReward(nameOrPath: string): Promise<DeclaredReward> {
  const shipped = /^[a-z][a-z0-9-]*$/.test(nameOrPath);
  const path = shipped ? fileURLToPath(new URL(`${nameOrPath}.yaml`, SHIPPED)) : nameOrPath;
  let text: string;
  try {
    text = await readSmallFile(path);
  } catch (error) {
    if (isMaestroError(error)) throw error;
    throw new MaestroError('NOT_FOUND', `There is no reward file ${path}: ${messageOf(error)}.`, { cause: error });
  }
  return parseReward(text, path);
}

/** @throws MaestroError INVALID_INPUT naming file, line and field of each fault */
export function parseReward(text: string, path: string): DeclaredReward {
  // Defaults are filled in and fields stand in the schema's order, so the same reward has the same text.
  return declared(parseUserYaml({ path, text, otherwise: 'does not declare a reward' }, schema));
}

/** A reward that is not read from a file. */
export function declared(spec: RewardSpec): DeclaredReward {
  const text = JSON.stringify(spec);
  return { spec, text, hash: createHash('sha256').update(text).digest('hex') };
}

/** @module A recipe: from which datasets the sets of an experiment are made, and how many items of each. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isMaestroError, MaestroError, messageOf } from '../../domain/errors.js';
import { readSmallFile } from '../../skills/small-file.js';
import { parseUserYaml } from '../../skills/user-yaml.js';
import { strictObject } from '../../skills/validate.js';

export const SETS = ['train', 'validation', 'test'] as const;
export type SetName = (typeof SETS)[number];

const share = strictObject({
  /** A file, a folder or a pattern; it starts in the folder that the command is given. */
  path: z.string().min(1),
  adapter: z.string().min(1).optional(),
  items: z.union([z.int().min(1), z.literal('all')], 'must be a whole number from 1, or all'),
});

const schema = strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be lower-case letters, digits and hyphens'),
  seed: z.int().min(0),
  sets: strictObject({
    train: z.array(share).default([]),
    validation: z.array(share).default([]),
    test: z.array(share).default([]),
  }),
});

export type Recipe = z.infer<typeof schema>;
export type Share = z.infer<typeof share>;

const SHIPPED = new URL('../../../assets/recipes/', import.meta.url);

/**
 * @param nameOrPath the name of a recipe that ships (`paper`), or the path of a YAML file
 * @throws MaestroError NOT_FOUND; TOO_LARGE; INVALID_INPUT with file, line and field of each fault
 */
export async function loadRecipe(nameOrPath: string): Promise<Recipe> {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const path = isPath ? nameOrPath : fileURLToPath(new URL(`${nameOrPath}.yaml`, SHIPPED));
  let text: string;
  try {
    text = await readSmallFile(path);
  } catch (error) {
    if (isMaestroError(error)) throw error;
    const message = `There is no recipe ${nameOrPath}: ${messageOf(error)}. "paper" ships; the path of a .yaml file works as well.`;
    throw new MaestroError('NOT_FOUND', message, { cause: error });
  }
  return parseRecipe(text, path);
}

/** @throws MaestroError INVALID_INPUT */
export function parseRecipe(text: string, path: string): Recipe {
  const recipe = parseUserYaml({ path, text, otherwise: 'is no recipe' }, schema);
  if (SETS.every((set) => recipe.sets[set].length === 0))
    throw new MaestroError('INVALID_INPUT', `${path}: its sets are empty. Add a source to train, validation or test.`);
  return recipe;
}

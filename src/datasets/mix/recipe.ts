/** @module A recipe: from which datasets the sets of an experiment are made, and how many items of each. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { formatFault, type Fault } from '../../skills/fault.js';
import { strictObject, validate } from '../../skills/validate.js';
import { parseYaml } from '../../skills/yaml-document.js';

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
 * @throws MaestroError NOT_FOUND; INVALID_INPUT with file, line and field of each fault
 */
export async function loadRecipe(nameOrPath: string): Promise<Recipe> {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const path = isPath ? nameOrPath : fileURLToPath(new URL(`${nameOrPath}.yaml`, SHIPPED));
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const message = `There is no recipe ${nameOrPath}: ${messageOf(error)}. "paper" ships; the path of a .yaml file works as well.`;
    throw new MaestroError('NOT_FOUND', message, { cause: error });
  }
  return parseRecipe(text, path);
}

/** @throws MaestroError INVALID_INPUT */
export function parseRecipe(text: string, path: string): Recipe {
  const faults: Fault[] = [];
  const document = parseYaml({ file: path, text, firstLine: 1 }, faults);
  const recipe = document === undefined ? undefined : validate(schema, document.value, document.source, [], faults);
  if (recipe === undefined) {
    const told = faults.map((fault) => `  ${formatFault(fault)}`).join('\n');
    throw new MaestroError('INVALID_INPUT', `${path} is no recipe:\n${told}`);
  }
  if (SETS.every((set) => recipe.sets[set].length === 0))
    throw new MaestroError('INVALID_INPUT', `${path}: its sets are empty. Add a source to train, validation or test.`);
  return recipe;
}

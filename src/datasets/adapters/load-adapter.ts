/** @module Adapters by name, as they ship in `assets/adapters/`, or by the path of a file of the user. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMaestroError, MaestroError, messageOf } from '../../domain/errors.js';
import { nearestNames } from '../../domain/registry.js';
import { faultAt, type Fault, type FieldPath, type Source } from '../../skills/fault.js';
import { liquid } from '../../skills/liquid.js';
import { readSmallFile } from '../../skills/small-file.js';
import { parseUserYaml } from '../../skills/user-yaml.js';
import { adapterSchema, type Adapter } from './schema.js';

const SHIPPED = new URL('../../../assets/adapters/', import.meta.url);

export interface LoadedAdapter {
  readonly adapter: Adapter;
  /** SHA-256 of what the file says, whatever its comments and order. */
  readonly hash: string;
}

/** Names of the adapters that ship, sorted. */
export async function adapterNames(): Promise<readonly string[]> {
  const names = await readdir(SHIPPED);
  return names.flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : [])).sort();
}

const IS_PATH = /[/\\]|\.ya?ml$/;

/** A name stays; a path becomes an absolute one. */
export function resolveAdapter(nameOrPath: string, cwd: string): string {
  return IS_PATH.test(nameOrPath) ? resolve(cwd, nameOrPath) : nameOrPath;
}

/** @throws MaestroError NOT_FOUND with the nearest names; TOO_LARGE; INVALID_INPUT with file, line and field of each fault */
export async function loadAdapter(nameOrPath: string): Promise<LoadedAdapter> {
  const isPath = IS_PATH.test(nameOrPath);
  const path = isPath ? nameOrPath : fileURLToPath(new URL(`${nameOrPath}.yaml`, SHIPPED));
  let text: string;
  try {
    text = await readSmallFile(path);
  } catch (error) {
    if (isMaestroError(error)) throw error;
    if (isPath) {
      throw new MaestroError('NOT_FOUND', `The adapter ${path} can't be read: ${messageOf(error)}.`, { cause: error });
    }
    const names = (await adapterNames()).map((id) => ({ id, aliases: [] }));
    throw new MaestroError(
      'NOT_FOUND',
      `There is no adapter "${nameOrPath}" (nearest: ${nearestNames(names, nameOrPath, 3).join(', ')}). ` +
        `Known: ${names.map(({ id }) => id).join(', ')}; the path of a .yaml file works as well.`,
    );
  }
  return parseAdapter(text, path);
}

/** @throws MaestroError INVALID_INPUT */
export function parseAdapter(text: string, path: string): LoadedAdapter {
  const adapter = parseUserYaml({ path, text, otherwise: 'is no adapter' }, adapterSchema, crossCheck);
  return { adapter, hash: createHash('sha256').update(JSON.stringify(adapter)).digest('hex') };
}

function crossCheck(adapter: Adapter, source: Source, faults: Fault[]): void {
  const fault = (path: FieldPath, message: string): void => void faults.push(faultAt(source, path, message));
  const { task } = adapter;
  const hasOptionTruth = typeof task.ground_truth === 'object' && 'option' in task.ground_truth;
  if (task.options === undefined) {
    if (hasOptionTruth) fault(['task', 'ground_truth'], 'names an option, add task.options');
    if (adapter.shuffle_options !== undefined) fault(['shuffle_options'], 'needs options, add task.options');
    if (adapter.show_options !== undefined) fault(['show_options'], 'needs options, add task.options');
  } else if (adapter.shuffle_options !== undefined && !hasOptionTruth) {
    fault(['shuffle_options'], 'would lose the truth, say which option is right: ground_truth: { option: ... }');
  }
  if (adapter.rows !== undefined && adapter.format !== 'json') fault(['rows'], 'is for JSON, add format: json');
  for (const { path, template } of templatesOf(adapter, [])) {
    try {
      liquid.parse(template);
    } catch (error) {
      fault(path, `can't be read (${messageOf(error)}), correct the template`);
    }
  }
}

/** Every field `template`, wherever it stands. */
function templatesOf(value: unknown, path: FieldPath): readonly { path: FieldPath; template: string }[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown, index) => templatesOf(each, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) =>
    key === 'template' && typeof each === 'string'
      ? [{ path: [...path, key], template: each }]
      : templatesOf(each, [...path, key]),
  );
}

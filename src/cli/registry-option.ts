/** @module `--registry`: layers over the registry for one command. It is MAESTRO_REGISTRY in other words, so that workers get it the same way. */
import { readdir, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import type { Context, OptionSpec, RawInput } from './command.js';

export const REGISTRY_OPTION: OptionSpec = {
  flags: '-r, --registry <path>',
  summary: 'a registry folder, or a YAML file with models and services, laid over the shipped one',
  repeatable: true,
};

const schema = z.object({ registry: z.array(z.string().min(1, 'is empty')).default([]) });

/**
 * The environment in which a command runs: what it was given with `--registry` comes after what MAESTRO_REGISTRY holds.
 * @throws MaestroError INVALID_INPUT, NOT_FOUND
 */
export async function withRegistryOption(env: Context['env'], cwd: string, input: RawInput): Promise<Context['env']> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new MaestroError('INVALID_INPUT', '--registry: is empty. Name a folder or a YAML file.');
  const paths = parsed.data.registry.map((path) => resolve(cwd, path));
  if (paths.length === 0) return env;
  for (const path of paths) await checkIsRegistry(path);
  const split = paths.find((path) => path.includes(delimiter));
  if (split !== undefined) {
    const message = `--registry: ${split} holds "${delimiter}", which separates paths in MAESTRO_REGISTRY: rename it.`;
    throw new MaestroError('INVALID_INPUT', message);
  }
  const before = env['MAESTRO_REGISTRY'] ?? '';
  return { ...env, MAESTRO_REGISTRY: [...(before === '' ? [] : [before]), ...paths].join(delimiter) };
}

const PARTS = ['models.yaml', 'services.yaml', 'skills'];

/**
 * A wrong folder would be valid otherwise: every part of a registry folder may be left out.
 * @throws MaestroError NOT_FOUND, INVALID_INPUT
 */
export async function checkIsRegistry(path: string): Promise<void> {
  const names = await namesIn(path).catch((error: unknown) => {
    throw new MaestroError('NOT_FOUND', `The registry ${path} can't be read: ${messageOf(error)}.`);
  });
  if (names === undefined || PARTS.some((part) => names.includes(part))) return;
  throw new MaestroError('INVALID_INPUT', `${path} is no registry folder: it has none of ${PARTS.join(', ')}.`);
}

/** Undefined: it is a file. */
async function namesIn(path: string): Promise<readonly string[] | undefined> {
  const found = await stat(path);
  if (found.isFile()) return undefined;
  if (!found.isDirectory()) throw new Error('it is neither a file nor a folder');
  return readdir(path);
}

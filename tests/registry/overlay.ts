/** @module The sound registry with layers over it. */
import { join } from 'node:path';
import type { RegistrySnapshot } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';
import { faultsOfRoots, SOUND, withFolder, type Files } from './fixture.js';

/** Runs with the sound registry below own files; of those that are YAML at the top each is a layer of its own, in the order given. */
async function over<T>(files: Files, run: (roots: readonly string[]) => Promise<T>): Promise<T> {
  return withFolder(SOUND, (shipped) => withFolder(files, (own) => run([shipped, ...layersOf(own, files)])));
}

function layersOf(own: string, files: Files): readonly string[] {
  const names = Object.keys(files);
  if (names.some((name) => /^(models|services)\.yaml$|^skills\//.test(name))) return [own];
  return names.map((name) => join(own, name));
}

export const load = (files: Files): Promise<RegistrySnapshot> =>
  over(files, (roots) => loadRegistry({ roots, env: {} }));

export async function faults(files: Files): Promise<readonly string[]> {
  return over(files, async (roots) => {
    const lines = await faultsOfRoots(roots);
    return lines.map((line) => line.replace(/^\/\S*\//, ''));
  });
}

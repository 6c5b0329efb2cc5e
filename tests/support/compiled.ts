/** @module Our sources as JavaScript, for tests that need more than one process. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Compiled {
  /** Holds `src/<room>/...js`; imports of packages resolve from here. */
  readonly folder: string;
  /** Writes a module beside `src` and returns its path, to be run by `node`. */
  script(name: string, code: string): Promise<string>;
  remove(): Promise<void>;
}

/** Compiles the rooms in a moment (no type check), to a folder of its own below node_modules. */
export async function compile(rooms: readonly string[]): Promise<Compiled> {
  const cache = join(ROOT, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'maestro-test-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const shared of ['tools', 'registry', 'assets']) await symlink(join(ROOT, shared), join(folder, shared));
  for (const room of rooms) {
    const files = await readdir(join(ROOT, 'src', room), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const target = join(folder, 'src', room, file.replace(/\.ts$/, '.js'));
      const { code } = await transformFile(join(ROOT, 'src', room, file), {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }
  }
  return {
    folder,
    script: async (name, code) => {
      const path = join(folder, name);
      await writeFile(path, code);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

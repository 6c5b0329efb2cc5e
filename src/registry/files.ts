/** @module Reads the files of a registry root: size limits, UTF-8, and nothing outside the root, not even through a link. */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { messageOf } from '../domain/errors.js';
import { faultAt, wholeFile, type Fault } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';

export interface SkillFolderFiles {
  readonly name: string;
  readonly file: string;
  readonly files: readonly string[];
}

/** What a root holds, as paths below the root as it was given; sorted, so that every machine reads the same order. */
export interface RootListing {
  readonly root: string;
  readonly models: string | undefined;
  readonly services: string | undefined;
  readonly skills: readonly SkillFolderFiles[];
}

export const MAX_FILE_BYTES = 256 * 1024;
const MAX_FILES = 1000;

/** Lists a root. Faults: no such folder, links that leave it, YAML files that nothing reads, too many files. */
export async function listRoot(root: string, faults: Fault[]): Promise<RootListing> {
  const entries = await listFolder(root, root, faults);
  const find = (name: string): string | undefined =>
    entries.find((entry) => entry.name === name && !entry.folder)?.path;
  for (const entry of entries) {
    if (/\.ya?ml$/i.test(entry.name) && entry.name !== 'models.yaml' && entry.name !== 'services.yaml') {
      faults.push(
        faultAt(
          wholeFile(entry.path),
          [],
          'is not read, a registry has models.yaml and services.yaml: rename or remove it',
        ),
      );
    }
  }
  const skills: SkillFolderFiles[] = [];
  for (const folder of await listFolder(
    root,
    join(root, 'skills'),
    faults,
    entries.some((entry) => entry.name === 'skills'),
  )) {
    if (!folder.folder) continue;
    const files = await listFolder(root, folder.path, faults);
    skills.push({
      name: folder.name,
      file: folder.path,
      files: files.filter((file) => !file.folder && file.name.endsWith('.md')).map((file) => file.path),
    });
  }
  if (skills.flatMap((skill) => skill.files).length > MAX_FILES) {
    faults.push(faultAt(wholeFile(root), [], `holds more than ${MAX_FILES} files, split it into several roots`));
    return { root, models: find('models.yaml'), services: find('services.yaml'), skills: [] };
  }
  return { root, models: find('models.yaml'), services: find('services.yaml'), skills };
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly folder: boolean;
}

async function listFolder(root: string, folder: string, faults: Fault[], expected = true): Promise<readonly Entry[]> {
  if (!expected) return [];
  const entries: Entry[] = [];
  try {
    const inside = (await realpath(root)) + sep;
    for (const name of (await readdir(folder)).sort()) {
      if (name.startsWith('.')) continue;
      const path = join(folder, name);
      if (!(await realpath(path)).startsWith(inside)) {
        faults.push(faultAt(wholeFile(path), [], 'is a link that leaves the registry folder, copy the file into it'));
        continue;
      }
      entries.push({ name, path, folder: (await stat(path)).isDirectory() });
    }
  } catch (error) {
    faults.push(
      faultAt(wholeFile(folder), [], `can't be read (${messageOf(error)}), give a folder that exists and may be read`),
    );
  }
  return entries;
}

/** Reads one listed file as UTF-8 text; undefined, with a fault, when it is too large or not text. */
export async function readText(file: string, faults: Fault[]): Promise<TextFile | undefined> {
  const fail = (message: string): void => void faults.push(faultAt(wholeFile(file), [], message));
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) {
      fail(`has ${size} bytes, keep it below ${MAX_FILE_BYTES}`);
      return undefined;
    }
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    fail(`can't be read (${messageOf(error)}), save it as UTF-8 text that may be read`);
    return undefined;
  }
}

/** Path, modification time in milliseconds and size of every file that a load of these roots would read. */
export async function statFiles(roots: readonly string[]): Promise<readonly string[]> {
  const faults: Fault[] = [];
  const lines: string[] = [];
  for (const root of roots) {
    const listing = await listRoot(root, faults);
    const files = [listing.models, listing.services, ...listing.skills.flatMap((skill) => skill.files)];
    for (const file of files) {
      if (file === undefined) continue;
      const { mtimeMs, size } = await lstat(file);
      lines.push(`${file}:${mtimeMs}:${size}`);
    }
  }
  return [...lines, ...faults.map((fault) => `${fault.file}: ${fault.message}`)];
}

/** @module Reads the files of a registry root: size limits, UTF-8, and nothing outside the root, not even through a link. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { messageOf } from '../domain/errors.js';
import { faultAt, wholeFile, type Fault } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { readConfined } from './confined-file.js';

export interface SkillFolderFiles {
  readonly name: string;
  readonly file: string;
  readonly files: readonly string[];
}

/** What a root holds, as paths below the root as it was given; sorted, so that every machine reads the same order. */
export interface RootListing {
  /** Set when the root itself is a file: one with models and services. */
  readonly single: string | undefined;
  readonly models: string | undefined;
  readonly services: string | undefined;
  readonly skills: readonly SkillFolderFiles[];
  /** `path:milliseconds:bytes` of everything that was listed: changes when a file is edited. */
  readonly stamps: readonly string[];
}

export const MAX_FILE_BYTES = 256 * 1024;
const MAX_FILES = 1000;
const NO_FILE = 'is neither a file nor a folder, remove it';
const LEAVES = 'is a link that leaves the registry folder, copy what it points to into the folder';

/** Lists a root, or a file that is one. Faults: no such folder, links that leave it, YAML files that nothing reads, too many files. */
export async function listRoot(root: string, faults: Fault[]): Promise<RootListing> {
  const single = await stat(root).catch(() => undefined); // what can't be read is told when the folder is listed
  if (single?.isFile() === true) {
    const stamp = `${root}:${single.mtimeMs}:${single.size}`;
    return { single: root, models: undefined, services: undefined, skills: [], stamps: [stamp] };
  }
  const top = await listFolder(root, root, faults);
  for (const entry of top) {
    if (/\.ya?ml$/i.test(entry.name) && entry.name !== 'models.yaml' && entry.name !== 'services.yaml') {
      const message = 'is not read, a registry has models.yaml and services.yaml: rename or remove it';
      faults.push(faultAt(wholeFile(entry.path), [], message));
    }
  }
  const stamps = top.map(stampOf);
  const skills: SkillFolderFiles[] = [];
  const skillsFolder = top.find((entry) => entry.name === 'skills' && entry.folder);
  for (const folder of skillsFolder === undefined ? [] : await listFolder(root, skillsFolder.path, faults)) {
    if (!folder.folder) continue;
    const files = (await listFolder(root, folder.path, faults)).filter(
      (file) => !file.folder && file.name.endsWith('.md'),
    );
    stamps.push(stampOf(folder), ...files.map(stampOf));
    skills.push({ name: folder.name, file: folder.path, files: files.map((file) => file.path) });
  }
  const path = (name: string): string | undefined => top.find((entry) => entry.name === name && !entry.folder)?.path;
  return { single: undefined, models: path('models.yaml'), services: path('services.yaml'), skills, stamps };
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly folder: boolean;
  readonly mtimeMs: number;
  readonly bytes: number;
}

/** Sorted by name; hidden files are left out. What can't be listed is a fault and hides nothing else. */
async function listFolder(root: string, folder: string, faults: Fault[]): Promise<readonly Entry[]> {
  const add = (path: string, message: string): void => void faults.push(faultAt(wholeFile(path), [], message));
  const unreadable = (path: string, error: unknown): void =>
    add(path, `can't be read (${messageOf(error)}), make it a file or folder that exists and may be read`);
  let inside: string;
  let names: readonly string[];
  try {
    inside = (await realpath(root)) + sep;
    names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    unreadable(folder, error);
    return [];
  }
  if (names.length > MAX_FILES) add(folder, `holds more than ${MAX_FILES} files, remove what is no part of it`);
  const found = await Promise.all(names.slice(0, MAX_FILES).map((name) => entryOf(name)));
  return found.filter((entry) => entry !== undefined);

  async function entryOf(name: string): Promise<Entry | undefined> {
    const path = join(folder, name);
    try {
      const [file, real] = await Promise.all([stat(path), realpath(path)]);
      if (real.startsWith(inside) && (file.isDirectory() || file.isFile())) {
        return { name, path, folder: file.isDirectory(), mtimeMs: file.mtimeMs, bytes: file.size };
      }
      if (real.startsWith(inside)) add(path, NO_FILE);
      else add(path, LEAVES);
    } catch (error) {
      unreadable(path, error);
    }
    return undefined;
  }
}

function stampOf({ path, mtimeMs, bytes }: Entry): string {
  return `${path}:${mtimeMs}:${bytes}`;
}

/**
 * Reads one listed file as UTF-8 text; undefined, with a fault, when it is too large, not text, or a link by now.
 * @param root the folder that it must lie in; a root that is a file itself may lie anywhere
 */
export async function readText(root: string, file: string, faults: Fault[]): Promise<TextFile | undefined> {
  const fail = (message: string): void => void faults.push(faultAt(wholeFile(file), [], message));
  try {
    const real = await realpath(root);
    const found = await readConfined(file, [root === file ? dirname(real) : real], MAX_FILE_BYTES);
    switch (found.kind) {
      case 'read':
        return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(found.bytes) };
      case 'outside':
        fail(LEAVES);
        return undefined;
      case 'no_file':
        fail(NO_FILE);
        return undefined;
      case 'too_large':
        fail(`has ${found.size} bytes, keep it below ${MAX_FILE_BYTES}`);
        return undefined;
    }
  } catch (error) {
    fail(`can't be read (${messageOf(error)}), save it as UTF-8 text that may be read`);
    return undefined;
  }
}

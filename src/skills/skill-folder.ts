/** @module Reads one skill folder: SKILL.md and a file per solver, into a Skill. Folders of one name are laid over each other. */
import { normalizeName, type Skill } from '../domain/registry.js';
import { faultAt, wholeFile, type Fault, type FieldPath, type Located } from './fault.js';
import type { TextFile } from './front-matter.js';
import { duplicateNames } from './names.js';
import { readRouter } from './read-router.js';
import { touches } from './salvage.js';
import { mainFiles, readSkillCard, type SkillCard } from './skill-card.js';
import { parseSolverFile, type ParsedSolver } from './solver-file.js';

export interface SkillFolder {
  /** The folder's name and path. */
  readonly name: string;
  readonly file: string;
  readonly files: readonly (TextFile & { readonly name: string })[];
}

export interface ParsedSkill extends Located<Skill> {
  readonly solvers: readonly ParsedSolver[];
  readonly enabled: boolean;
  /** Are all its solvers here, none of them at fault? */
  readonly isWhole: boolean;
  /** Fields of its card in place of which something stands; faults were added. */
  readonly atFault: readonly FieldPath[];
}

export interface ParsedFolder {
  /** Undefined when SKILL.md can't be read. */
  readonly skill: ParsedSkill | undefined;
  readonly solvers: readonly ParsedSolver[];
  /** What others may call the skill, as it is written. */
  readonly names: { readonly id: string; readonly aliases: readonly string[] };
}

const MAIN = 'SKILL.md';

/** What was made of folders, by their texts. */
const known = new Map<string, { readonly parsed: ParsedFolder; readonly faults: readonly Fault[] }>();
const MOST_KNOWN = 200;

/**
 * Parses and checks the folders of one name: of later ones a solver's file replaces that of the same name, and SKILL.md says only
 * what it changes. Faults are collected. Solvers are sorted by id. Texts that were parsed before are not parsed again: while a
 * registry is edited, most of it stays as it is.
 */
export function parseSkillFolder(folders: readonly [SkillFolder, ...SkillFolder[]], faults: Fault[]): ParsedFolder {
  const key = JSON.stringify(folders);
  const entry = known.get(key) ?? parsedAnew(folders);
  if (!known.has(key) && known.size >= MOST_KNOWN) known.clear();
  known.set(key, entry);
  faults.push(...entry.faults);
  return entry.parsed;
}

function parsedAnew(folders: readonly [SkillFolder, ...SkillFolder[]]) {
  const faults: Fault[] = [];
  return { parsed: parseFolders(folders, faults), faults };
}

function parseFolders(folders: readonly [SkillFolder, ...SkillFolder[]], faults: Fault[]): ParsedFolder {
  const folder = folders.at(-1) ?? folders[0];
  const files = folders.flatMap((layer) => layer.files);
  const { ids, solvers } = parseSolvers(files, folder, faults);
  const mains = mainFiles(files, folder.file, faults);
  const card = mains && readSkillCard(mains, folder.name, faults);
  if (card === undefined) return { skill: undefined, solvers, names: { id: folder.name, aliases: [] } };

  const { value: fields, source, atFault } = card;
  const names = ids.map((id) => solvers.find((solver) => solver.value.id === id)?.value ?? { id, aliases: [] });
  const skill: Skill = {
    id: checkedId(card, folder.name, faults),
    aliases: fields.aliases,
    summary: fields.description,
    whenToUse: fields.when_to_use,
    limits: fields.limits,
    keywords: fields.keywords,
    needsImage: fields.needs_image,
    ...(fields.inputs.length === 0 ? {} : { inputs: fields.inputs }),
    router: readRouter(fields.router, { solvers: names, parsed: withMeaning(solvers, folders, card) }, card, faults),
    solvers: solvers.map((solver) => solver.value),
  };
  const isWhole = solvers.length === ids.length && solvers.every((solver) => solver.atFault.length === 0);
  return {
    skill: { value: skill, source, path: [], solvers, enabled: fields.enabled, isWhole, atFault },
    solvers,
    names: { id: folder.name, aliases: textsIn(card.written['id'], card.written['aliases']) },
  };
}

/** A layer that names a router of another kind replaces the one below as a whole: the rules that solvers there brought for it as well. */
function withMeaning(
  solvers: readonly ParsedSolver[],
  folders: readonly SkillFolder[],
  { value: { router }, source }: SkillCard,
): readonly ParsedSolver[] {
  if (router.kind === 'keyword') return solvers;
  const main = source.placeOf?.(['router', 'kind']).source.file ?? source.file;
  const layer = folders.findIndex(({ files }) => files.some(({ file }) => file === main));
  const below = new Set(folders.slice(0, layer).flatMap(({ files }) => files.map(({ file }) => file)));
  return solvers.map((solver) => (below.has(solver.source.file) ? { ...solver, route: [] } : solver));
}

/** The solvers that can be read, and the ids of all. */
function parseSolvers(files: SkillFolder['files'], folder: SkillFolder, faults: Fault[]) {
  const found = [...new Map(files.map((file) => [file.name, file])).values()]
    .filter((file) => file.name.endsWith('.md') && file.name !== MAIN && file.name !== 'README.md')
    .map((file) => ({ id: file.name.slice(0, -'.md'.length), file }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const solvers = found.flatMap(({ id, file }) => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
      const message = 'is not named like a solver, use lower-case letters, digits and single hyphens';
      faults.push(faultAt(wholeFile(file.file), [], message));
    }
    return parseSolverFile(id, file, faults) ?? [];
  });
  faults.push(...duplicateNames(solvers));
  if (found.length === 0)
    faults.push(faultAt(wholeFile(folder.file), [], 'has no solver, add a Markdown file with its steps'));
  return { ids: found.map(({ id }) => id), solvers };
}

/** The name in the spelling that the policy writes. */
function checkedId({ value: { id, name }, source, atFault }: SkillCard, folder: string, faults: Fault[]): string {
  if (touches(atFault, ['name'])) return folder;
  if (name !== folder)
    faults.push(faultAt(source, ['name'], `differs from the folder "${folder}", give both the same name`));
  if (normalizeName(id ?? name) === normalizeName(name)) return id ?? name;
  const message = `is another name than "${name}", write that with capitals and underscores only`;
  faults.push(faultAt(source, ['id'], message));
  return name;
}

function textsIn(...values: readonly unknown[]): readonly string[] {
  return values.flat().filter((value) => typeof value === 'string');
}

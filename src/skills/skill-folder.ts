/** @module Reads one skill folder: SKILL.md and a file per solver, into a Skill. Folders of one name are laid over each other. */
import { normalizeName, type Skill, type Solver } from '../domain/registry.js';
import { faultAt, wholeFile, type Fault, type Located } from './fault.js';
import type { TextFile } from './front-matter.js';
import { duplicateNames } from './names.js';
import { readRouter } from './read-router.js';
import { mainFiles, readSkillCard } from './skill-card.js';
import { parseSolverFile } from './solver-file.js';

export interface SkillFolder {
  /** The folder's name and path. */
  readonly name: string;
  readonly file: string;
  readonly files: readonly (TextFile & { readonly name: string })[];
}

export interface ParsedSkill extends Located<Skill> {
  readonly solvers: readonly Located<Solver>[];
  readonly enabled: boolean;
}

const MAIN = 'SKILL.md';

/**
 * Parses and checks the folders of one name: of later ones a solver's file replaces that of the same name, and SKILL.md says only
 * what it changes. Undefined when SKILL.md can't be read. Faults are collected. Solvers are sorted by id.
 */
export function parseSkillFolder(
  folders: readonly [SkillFolder, ...SkillFolder[]],
  faults: Fault[],
): ParsedSkill | undefined {
  const folder = folders.at(-1) ?? folders[0];
  const files = folders.flatMap((layer) => layer.files);
  const solverFiles = [...new Map(files.map((file) => [file.name, file])).values()]
    .filter((file) => file.name.endsWith('.md') && file.name !== MAIN && file.name !== 'README.md')
    .map((file) => ({ id: file.name.slice(0, -'.md'.length), file }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const solvers = solverFiles.flatMap(({ id, file }) => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
      faults.push(
        faultAt(
          wholeFile(file.file),
          [],
          'is not named like a solver, use lower-case letters, digits and single hyphens',
        ),
      );
    }
    return parseSolverFile(id, file, faults) ?? [];
  });
  faults.push(...duplicateNames(solvers));
  if (solverFiles.length === 0) {
    faults.push(faultAt(wholeFile(folder.file), [], 'has no solver, add a Markdown file with its steps'));
  }

  const mains = mainFiles(files, folder.file, faults);
  const card = mains && readSkillCard(mains, faults);
  if (card === undefined) return undefined;
  const { value: fields, source } = card;

  const sameName = normalizeName(fields.id ?? fields.name) === normalizeName(fields.name);
  if (fields.name !== folder.name) {
    faults.push(faultAt(source, ['name'], `differs from the folder "${folder.name}", give both the same name`));
  }
  if (!sameName) {
    faults.push(
      faultAt(source, ['id'], `is another name than "${fields.name}", write that with capitals and underscores only`),
    );
  }
  const names = solverFiles.map(
    (file) => solvers.find((solver) => solver.value.id === file.id)?.value ?? { id: file.id, aliases: [] },
  );
  const skill: Skill = {
    id: sameName ? (fields.id ?? fields.name) : fields.name,
    aliases: fields.aliases,
    summary: fields.description,
    whenToUse: fields.when_to_use,
    limits: fields.limits,
    keywords: fields.keywords,
    needsImage: fields.needs_image,
    ...(fields.inputs.length === 0 ? {} : { inputs: fields.inputs }),
    router: readRouter(fields.router, { solvers: names, parsed: solvers }, source, faults),
    solvers: solvers.map((solver) => solver.value),
  };
  return { value: skill, source, path: [], solvers, enabled: fields.enabled };
}

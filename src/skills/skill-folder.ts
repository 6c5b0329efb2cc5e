/** @module Reads one skill folder: SKILL.md and a file per solver, into a Skill. */
import { normalizeName, type Skill, type Solver } from '../domain/registry.js';
import { faultAt, wholeFile, type Fault, type Located } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { duplicateNames } from './names.js';
import { readRouter } from './read-router.js';
import { addSecretFaults } from './secrets.js';
import { skillSchema } from './skill-schema.js';
import { parseSolverFile } from './solver-file.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml-document.js';

export interface SkillFolder {
  /** The folder's name and path. */
  readonly name: string;
  readonly file: string;
  readonly files: readonly (TextFile & { readonly name: string })[];
}

export interface ParsedSkill extends Located<Skill> {
  readonly solvers: readonly Located<Solver>[];
}

const MAIN = 'SKILL.md';

/** Parses and checks a skill folder. Undefined when SKILL.md can't be read. Faults are collected. Solvers are sorted by id. */
export function parseSkillFolder(folder: SkillFolder, faults: Fault[]): ParsedSkill | undefined {
  const solverFiles = folder.files
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

  const main = folder.files.find((file) => file.name === MAIN);
  if (main === undefined) {
    faults.push(faultAt(wholeFile(folder.file), [], 'has no SKILL.md, add one'));
    return undefined;
  }
  const parts = splitFrontMatter(main, faults);
  const document = parts && parseYaml(parts.yaml, faults);
  if (document === undefined) return undefined;
  const { source } = document;
  const fields = validate(skillSchema, document.value, source, [], faults);
  addSecretFaults(document, faults);
  if (fields === undefined) return undefined;

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
    router: readRouter(fields.router, names, source, faults),
    solvers: solvers.map((solver) => solver.value),
  };
  return { value: skill, source, path: [], solvers };
}

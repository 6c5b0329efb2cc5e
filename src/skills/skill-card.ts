/** @module The front matter of a skill's SKILL.md, those of later layers over those of earlier ones. */
import { faultAt, wholeFile, type Fault, type FieldPath, type Located } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { isFields, layFields, type Fields } from './layered.js';
import { addSecretFaults, addSecretsOfProse } from './secrets.js';
import { skillSchema, type SkillFields } from './skill-schema.js';
import { salvage } from './salvage.js';
import { parseYaml } from './yaml-document.js';

export interface SkillCard extends Located<SkillFields> {
  /** As the files lie over each other, unchecked. */
  readonly written: Fields;
  /** Fields in place of which something stands; faults were added. */
  readonly atFault: readonly FieldPath[];
}

/** Undefined, with faults, when one of the files can't be read. */
export function readSkillCard(
  files: readonly [TextFile, ...TextFile[]],
  folder: string,
  faults: Fault[],
): SkillCard | undefined {
  const documents = files.map((file) => {
    const parts = splitFrontMatter(file, faults);
    if (parts !== undefined)
      addSecretsOfProse({ file: file.file, text: parts.body, firstLine: parts.bodyLine }, faults);
    return parts && parseYaml(parts.yaml, faults);
  });
  const blocks: Located<Fields>[] = [];
  for (const document of documents) {
    if (document === undefined) return undefined;
    const { source, value } = document;
    if (isFields(value)) blocks.push({ source, value, path: [] });
    else faults.push(faultAt(source, [], 'has no fields in its front matter, write them between the "---" lines'));
  }
  const [first, ...later] = blocks;
  if (first === undefined || blocks.length < files.length) return undefined;
  const { source, value, path } = layFields([first, ...later]);
  const read = salvage(skillSchema, value, { source, at: path }, (field) => standIn(field, folder), faults);
  for (const document of documents) if (document !== undefined) addSecretFaults(document, faults);
  return read && { ...read, source, path, written: value };
}

/** Prose is of no use to any other check; a rule without a meaning leads nowhere. */
function standIn([field, ...within]: FieldPath, folder: string): unknown {
  if (field === 'router' && within[0] === 'rules' && within.length === 2) return { solver: 'unread', any: ['x'] };
  if (within.length > 0) return undefined;
  if (field === 'name') return folder;
  if (field === 'needs_image') return false;
  return field === 'description' || field === 'when_to_use' || field === 'limits' ? 'x' : undefined;
}

/** @returns undefined, with a fault, when a folder has none */
export function mainFiles(
  files: readonly (TextFile & { readonly name: string })[],
  folder: string,
  faults: Fault[],
): readonly [TextFile, ...TextFile[]] | undefined {
  const [first, ...later] = files.filter((file) => file.name === 'SKILL.md');
  if (first !== undefined) return [first, ...later];
  faults.push(faultAt(wholeFile(folder), [], 'has no SKILL.md, add one'));
  return undefined;
}

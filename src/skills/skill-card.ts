/** @module The front matter of a skill's SKILL.md, those of later layers over those of earlier ones. */
import { faultAt, wholeFile, type Fault, type Located } from './fault.js';
import { splitFrontMatter, type TextFile } from './front-matter.js';
import { isFields, layFields, type Fields } from './layered.js';
import { addSecretFaults } from './secrets.js';
import { skillSchema, type SkillFields } from './skill-schema.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml-document.js';

/** Undefined, with faults, when one of the files can't be read or they do not make a card together. */
export function readSkillCard(
  files: readonly [TextFile, ...TextFile[]],
  faults: Fault[],
): Located<SkillFields> | undefined {
  const documents = files.map((file) => {
    const parts = splitFrontMatter(file, faults);
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
  const card = validate(skillSchema, value, source, path, faults);
  for (const document of documents) if (document !== undefined) addSecretFaults(document, faults);
  return card && { value: card, source, path };
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

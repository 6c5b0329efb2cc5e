/** Reads the YAML of the shipped registry once, at build time: a text of it that nobody changed since is not parsed by every process. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { splitFrontMatter } from '../dist/skills/front-matter.js';
import { parseYaml } from '../dist/skills/yaml-document.js';
import { keyOf, READ_BY_BUILD } from '../dist/skills/yaml-read.js';

const REGISTRY = fileURLToPath(new URL('../registry', import.meta.url));

rmSync(READ_BY_BUILD, { force: true });
const known = {};
for (const name of readdirSync(REGISTRY, { recursive: true })) {
  if (!/\.(?:md|ya?ml)$/.test(name)) continue;
  const file = { file: name, text: readFileSync(join(REGISTRY, name), 'utf8') };
  const text = name.endsWith('.md') ? splitFrontMatter(file, [])?.yaml.text : file.text;
  if (text === undefined) continue;
  // What has a fault, or is more than JSON can say, is left to the parser.
  const faults = [];
  const document = parseYaml({ file: name, text, firstLine: 1 }, faults);
  if (document === undefined || faults.length > 0) continue;
  const content = { value: document.value, comments: document.comments() };
  const json = JSON.stringify(content);
  if (isDeepStrictEqual(JSON.parse(json), content)) known[keyOf(text)] = json;
}
// Whole or not at all, for a command that starts meanwhile.
writeFileSync(`${READ_BY_BUILD}.new`, JSON.stringify(known));
renameSync(`${READ_BY_BUILD}.new`, READ_BY_BUILD);

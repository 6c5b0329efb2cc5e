/** What the build has read of the shipped YAML is what the parser reads of it: values, comments and lines; another text is parsed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { splitFrontMatter } from '../../src/skills/front-matter.js';
import type { Fault } from '../../src/skills/fault.js';
import { parseYaml } from '../../src/skills/yaml-document.js';
import type * as YamlDocument from '../../src/skills/yaml-document.js';
import type * as YamlRead from '../../src/skills/yaml-read.js';

const builtFile = (name: string): string => new URL(`../../dist/skills/${name}.js`, import.meta.url).href;
const built = (await import(builtFile('yaml-document'))) as typeof YamlDocument;
const { readByBuild } = (await import(builtFile('yaml-read'))) as typeof YamlRead;

const REGISTRY = fileURLToPath(new URL('../../registry', import.meta.url));
const texts = readdirSync(REGISTRY, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:md|yaml)$/.test(name))
  .flatMap((name) => {
    const file = { file: name, text: readFileSync(join(REGISTRY, name), 'utf8') };
    const yaml = name.endsWith('.md') ? splitFrontMatter(file, [])?.yaml : { ...file, firstLine: 1 };
    return yaml ?? [];
  });

function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const items = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...items.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

test('values, comments and lines of every shipped file are those that the parser finds', () => {
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.some(({ text }) => readByBuild(text) !== undefined)).toBe(true);
  for (const text of texts) {
    const [faults, faultsOfBuilt]: [Fault[], Fault[]] = [[], []];
    const parsed = parseYaml(text, faults);
    const read = built.parseYaml(text, faultsOfBuilt);
    expect(faultsOfBuilt).toEqual(faults);
    expect(read?.value).toEqual(parsed?.value);
    expect(read?.comments()).toEqual(parsed?.comments());
    expect(read?.source.file).toBe(text.file);
    const paths = pathsOf(parsed?.value);
    const linesOf = (document: typeof parsed) => paths.map((path) => document?.source.lineOf(path));
    expect(linesOf(read)).toEqual(linesOf(parsed));
  }
});

test('a text that differs by a letter is parsed, and its faults are told', () => {
  const [text = { file: '', text: '', firstLine: 1 }] = texts.filter((each) => readByBuild(each.text) !== undefined);
  const more = { ...text, text: `${text.text}\nadded: 1\nadded: 2 # twice\n` };
  const faults: Fault[] = [];
  const read = built.parseYaml(more, faults);
  expect(read?.value).toMatchObject({ added: 2 });
  expect(read?.comments().at(-1)?.text).toBe('# twice');
  expect(faults).toMatchObject([{ file: text.file, field: '(yaml)', message: expect.stringMatching(/unique/) }]);
});

test('what one caller changes no other sees', () => {
  const [text = { file: '', text: '', firstLine: 1 }] = texts.filter((each) => readByBuild(each.text) !== undefined);
  const first = built.parseYaml(text, [])?.value;
  if (typeof first === 'object' && first !== null) Object.assign(first, { changed: true });
  expect(built.parseYaml(text, [])?.value).not.toHaveProperty('changed');
});

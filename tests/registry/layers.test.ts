import { utimes, writeFile, rm, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isMaestroError } from '../../src/domain/errors.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { expandVariables } from '../../src/registry/environment.js';
import { registryFingerprint } from '../../src/registry/fingerprint.js';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';
import { faultsOfRoots, SOUND, withFolder, type Files } from './fixture.js';

const CARD =
  'strengths: s, when_to_choose: w, limits: l, modalities: [text, image], concurrency: 1, timeout_s: 1, max_attempts: 1';

async function withTwo<T>(own: Files, run: (roots: readonly string[]) => Promise<T>): Promise<T> {
  return withFolder(SOUND, (shipped) => withFolder(own, (user) => run([shipped, user])));
}

describe('a second root', () => {
  test('adds a model, and a skill with a solver, in two files more than it needs for nothing', async () => {
    const own = {
      'models.yaml': `version: 1\nmodels:\n  - { id: Mine, provider: openai, base_url: 'http://127.0.0.1:1/v1', served_name: m, ${CARD}, skills: [greeting, read it] }`,
      'skills/greeting/SKILL.md':
        '---\nname: greeting\ndescription: d\nwhen_to_use: w\nlimits: l\nneeds_image: false\n---\n',
      'skills/greeting/hello.md': '---\nsummary: s\nwhen: w\nsteps: [{ id: say, kind: ask }]\n---\n## say\nhello\n',
    };
    const snapshot = await withTwo(own, (roots) => loadRegistry({ roots, env: {} }));
    expect(describeRegistry(snapshot).pairs).toEqual([
      'Reader@@Reading',
      'Far@@Reading',
      'Mine@@Reading',
      'Far@@Talking',
      'Mine@@greeting',
    ]);
  });

  test('replaces a model, keeping its place, and takes another one out', async () => {
    const own = {
      'models.yaml': `version: 1\nmodels:\n  - { id: Reader, provider: engine, engine: tesseract, aliases: [Lector], ${CARD}, skills: [] }\n  - { id: Far, enabled: false }`,
    };
    const snapshot = await withTwo(own, (roots) => loadRegistry({ roots, env: {} }));
    expect(snapshot.models.map((model) => [model.id, model.concurrency, model.skills])).toEqual([['Reader', 1, []]]);
  });

  test('that breaks what the first one needs is told so in its own file', async () => {
    const own = { 'models.yaml': `version: 1\nmodels:\n  - id: Reader\n    skills: [Talking]` };
    expect(await withTwo(own, (roots) => faultsOfRoots(roots))).toEqual([
      expect.stringMatching(/^models\.yaml:4: models\[0\]\.skills\[0\]: can't be Talking/),
    ]);
  });
});

describe('names', () => {
  test('are resolved to ids in the snapshot, by alias and in any spelling', async () => {
    const files = {
      ...SOUND,
      'models.yaml': (SOUND['models.yaml'] ?? '').replace('[Reading, Talking]', '[READ-IT, talking]'),
      'skills/reading/SKILL.md': (SOUND['skills/reading/SKILL.md'] ?? '').replace('solver: line', 'solver: Row'),
    };
    const snapshot = await withFolder(files, (root) => loadRegistry({ roots: [root], env: {} }));
    expect(snapshot.models[1]?.skills).toEqual(['Reading', 'Talking']);
    expect(snapshot.services).toEqual([{ kind: 'ocr', model: 'Reader' }]);
    expect(snapshot.skills[0]?.router).toMatchObject({ rules: [{ solver: 'line' }] });
  });
});

describe('the fingerprint', () => {
  test('changes with every edit and with nothing else', async () => {
    await withFolder(SOUND, async (root) => {
      const seen = [await registryFingerprint([root])];
      const same = await registryFingerprint([root]);
      expect(same).toBe(seen[0]);
      const note = async (): Promise<void> => void seen.push(await registryFingerprint([root]));
      const file = join(root, 'skills/talking/chat.md');
      await writeFile(file, `${await readFile(file, 'utf8')}more\n`);
      await note();
      await utimes(join(root, 'models.yaml'), 1, 1);
      await note();
      await writeFile(join(root, 'skills/talking/other.md'), 'x');
      await note();
      await rm(join(root, 'services.yaml'));
      await note();
      await rm(root, { recursive: true });
      await note();
      expect(new Set(seen).size).toBe(6);
    });
  });
});

describe('variables', () => {
  const env = { HOST: 'example.org', EMPTY: '' };
  test.each([
    ['http://${HOST}/v1', { value: 'http://example.org/v1' }],
    ['${HOST:-other}', { value: 'example.org' }],
    ['${NOPE:-http://127.0.0.1:8000/v1}', { value: 'http://127.0.0.1:8000/v1' }],
    ['${EMPTY:-x}${EMPTY:-}', { value: 'x' }],
    ['${NOPE}${NOR}/${HOST}${NOPE}', { missing: ['NOPE', 'NOR'] }],
    ['${EMPTY}', { missing: ['EMPTY'] }],
    ['$HOST {HOST}', { value: '$HOST {HOST}' }],
  ])('%s', (text, expected) => {
    expect(expandVariables(text, env)).toEqual(expected);
  });
});

describe('a stored snapshot', () => {
  test.each([
    ['no JSON', 'x{', 'it is not JSON'],
    ['another version', { version: 2, models: [], services: [], skills: [] }, 'version'],
    ['a field too many', { version: 1, models: [], services: [], skills: [], extra: 1 }, 'extra'],
    ['a model without an id', { version: 1, models: [{ provider: 'engine' }], services: [], skills: [] }, 'models[0]'],
  ])('with %s is refused', (_name, stored, reason) => {
    try {
      parseSnapshot(stored);
      expect('returned').toBe('thrown');
    } catch (error) {
      if (!isMaestroError(error)) throw error;
      expect([error.code, error.message]).toEqual(['INVALID_REGISTRY', expect.stringContaining(reason)]);
    }
  });
});

/** A fault of several layers is placed in the one that makes it. */
import { describe, expect, test } from '@jest/globals';
import { faultsOfRoots, SOUND, withFolder, type Files } from './fixture.js';
import { faults } from './overlay.js';

describe('a fault is placed in the layer that makes it', () => {
  test.each<[string, Files, string]>([
    [
      'a changed field',
      { 'own.yaml': 'models:\n  - id: Reader\n    price:\n      per_call: -1' },
      'own.yaml:4: models[0].price.per_call: is too small, use at least 0',
    ],
    [
      'of two layers the later',
      {
        'a.yaml': 'models:\n  - { id: Reader, concurrency: 0 }',
        'b.yaml': 'models:\n\n  - { id: Reader, concurrency: -1 }',
      },
      'b.yaml:3: models[0].concurrency: is too small, use at least 1',
    ],
    [
      'of two layers the earlier, where the later does not write the field',
      {
        'a.yaml': 'models:\n  - { id: Reader, concurrency: 0 }',
        'b.yaml': 'models:\n\n  - { id: Reader, limits: few }',
      },
      'a.yaml:2: models[0].concurrency: is too small, use at least 1',
    ],
    [
      'a field that was taken out and is needed',
      { 'own.yaml': 'models:\n  - id: Reader\n    limits:\n' },
      'own.yaml:3: models[0].limits: is missing, add it',
    ],
    [
      'an unknown field',
      { 'own.yaml': 'models:\n  - id: Far\n    colour: red\n' },
      'own.yaml:3: models[0].colour: is unknown, use one of provider, id',
    ],
    [
      'an id that changes nothing',
      { 'own.yaml': 'models:\n  - id: Raeder\n    concurrency: 3\n' },
      'own.yaml:2: models[0].id: "Raeder" is in no earlier layer, correct the id, e.g. "Reader", "Far", or write',
    ],
    [
      'an unknown skill',
      { 'own.yaml': 'models:\n  - id: Far\n    skills:\n      - Reading\n      - Reding\n' },
      'own.yaml:5: models[0].skills[1]: names the unknown skill "Reding", use one that is declared, e.g. Reading',
    ],
    [
      'an alias that is taken',
      { 'own.yaml': 'models:\n  - id: Far\n    aliases: [lector]\n' },
      'own.yaml:3: models[0].aliases[0]: "lector" already names Reader',
    ],
    [
      'a secret',
      { 'own.yaml': 'models:\n  - id: Far\n    api_key_env: sk-0123456789abcdef0123\n' },
      'own.yaml:3: models[0].api_key_env: is not the name of an environment variable',
    ],
    [
      'a service without a model',
      { 'own.yaml': 'services:\n  caption:\n    enabled: true\n' },
      'own.yaml:2: services.caption.model: is missing, add it',
    ],
    [
      'a service of an unknown model',
      { 'own.yaml': 'services:\n  ocr:\n    model: Nobody\n' },
      'own.yaml:3: services.ocr.model: names "Nobody", which is no enabled model',
    ],
    [
      'an unknown block',
      { 'own.yaml': 'skills:\n  - id: x\n' },
      'own.yaml:1: skills: is unknown, use one of version, models, services',
    ],
    [
      'a list in place of fields',
      { 'own.yaml': 'models:\n  - [Reader]\n' },
      'own.yaml:2: models[0]: has the wrong type',
    ],
    [
      'a field of a card',
      { 'skills/talking/SKILL.md': '---\nlimits: few\nneeds_image: perhaps\n---\n' },
      'skills/talking/SKILL.md:3: needs_image: has the wrong type, write true or false',
    ],
    [
      'a router of a card',
      { 'skills/talking/SKILL.md': '---\nrouter: { fallback: nobody }\n---\n' },
      'skills/talking/SKILL.md:2: router.fallback: names the unknown solver "nobody", use one of chat',
    ],
  ])('%s', async (_name, files, expected) => {
    const lines = await faults(files);
    expect(lines.map((line) => line.slice(0, expected.length))).toEqual([expected]);
  });

  test('a file that is not there', async () => {
    const missing = '/nowhere/own.yaml';
    const lines = await withFolder(SOUND, (shipped) => faultsOfRoots([shipped, missing]));
    expect(lines).toEqual([expect.stringContaining(`${missing}:1: (file): can't be read`)]);
  });
});

/** Registry files that hold secrets, or attack whoever loads them. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadRegistry } from '../../src/registry/load.js';
import { faultsOf, faultsOfRoots, SOUND, withFolder } from './fixture.js';

describe('secrets', () => {
  const secret = 'sk-live-0123456789abcdef';
  test.each([
    [
      'as a field',
      'served_name: far',
      `served_name: far\n    api_key: ${secret}`,
      '20: models[1].api_key: secrets are not written',
    ],
    [
      'where the name of a variable belongs',
      'served_name: far',
      `served_name: far\n    api_key_env: ${secret}`,
      '20: models[1].api_key_env: is not the name of an environment variable',
    ],
    [
      'in the address',
      'http://127.0.0.1:9/v1',
      `http://user:${secret}@127.0.0.1:9/v1`,
      '18: models[1].base_url: holds credentials',
    ],
    [
      'as a variable in the address',
      'http://127.0.0.1:9/v1',
      'http://127.0.0.1:9/${FAR_API_KEY}/v1',
      '18: models[1].base_url: holds the variable FAR_API_KEY',
    ],
    [
      'as the variable of its own key, whatever that is called',
      'served_name: far',
      'served_name: ${MINE}\n    api_key_env: MINE',
      '19: models[1].served_name: holds the variable MINE',
    ],
    ['in the query of the address', '9/v1', `9/v1?key=${secret}`, '18: models[1].base_url: has a query'],
  ])('a secret %s is refused and not repeated', async (_name, from, to, fault) => {
    const faults = await faultsOf({ ...SOUND, 'models.yaml': (SOUND['models.yaml'] ?? '').replace(from, to) });
    expect(faults).toEqual([expect.stringContaining(`models.yaml:${fault}`)]);
    expect(faults.join()).not.toContain(secret);
  });

  test('an address from the environment that holds a password makes the model unavailable and is not kept', async () => {
    const models = (SOUND['models.yaml'] ?? '').replace('http://127.0.0.1:9/v1', '${FAR}');
    const snapshot = await withFolder({ ...SOUND, 'models.yaml': models }, (root) =>
      loadRegistry({ roots: [root], env: { FAR: `http://user:${secret}@host/v1` } }),
    );
    expect(snapshot.models[1]?.unavailable).toContain('its address holds credentials');
    expect(JSON.stringify(snapshot)).not.toContain(secret);
  });
});

describe('files that attack', () => {
  test('an alias bomb is refused in time', async () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const [name, before] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
      lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    const started = performance.now();
    expect(await faultsOf({ ...SOUND, 'services.yaml': lines.join('\n') })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(yaml\): can't be read \(Excessive alias count/),
    ]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a few aliases are fine', async () => {
    const models = (SOUND['models.yaml'] ?? '')
      .replace('limits: none', 'limits: &none none')
      .replace(/limits: none\n(?![\s\S]*limits: none)/, 'limits: *none\n');
    expect(models).toContain('*none');
    expect(await faultsOf({ ...SOUND, 'models.yaml': models })).toEqual([]);
  });

  test('nesting without end, a huge file, and a file that is not text are refused', async () => {
    expect(await faultsOf({ ...SOUND, 'services.yaml': '['.repeat(20_000) })).toEqual([
      expect.stringMatching(/^services\.yaml:1: /),
    ]);
    expect(await faultsOf({ ...SOUND, 'services.yaml': `#${'x'.repeat(300_000)}` })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(file\): has 300001 bytes, keep it below/),
    ]);
    expect(await faultsOf({ ...SOUND, 'services.yaml': Uint8Array.of(0xff, 0xfe, 0x00) })).toEqual([
      expect.stringMatching(/^services\.yaml:1: \(file\): can't be read/),
    ]);
  });

  test('links that leave the registry folder are refused, for files and for folders', async () => {
    await withFolder(
      { 'secret/SKILL.md': SOUND['skills/reading/SKILL.md'] ?? '', 'secret/models.yaml': 'version: 1' },
      async (outside) => {
        await withFolder(SOUND, async (root) => {
          await symlink(join(outside, 'secret'), join(root, 'skills', 'evil'));
          await symlink('../../../../../../etc/passwd', join(root, 'skills', 'reading', 'evil.md'));
          await symlink(join(root, 'skills', 'loop'), join(root, 'skills', 'loop'));
          const faults = await faultsOfRoots([root]);
          expect(faults).toEqual(
            expect.arrayContaining([
              expect.stringContaining('skills/evil:1: (file): is a link that leaves the registry folder'),
              expect.stringContaining('skills/reading/evil.md:1: (file): is a link that leaves the registry folder'),
              expect.stringMatching(/^skills\/loop:1: \(file\): can't be read \(.*ELOOP/),
            ]),
          );
          expect(faults.join()).not.toContain('root:');
        });
      },
    );
  });

  test('a folder that does not exist, an empty one, and a skill without its files are refused', async () => {
    expect(await faultsOfRoots(['/nowhere/at/all'])).toContainEqual(
      expect.stringMatching(/^\/nowhere\/at\/all:1: \(file\): can't be read \(.*ENOENT/),
    );
    await withFolder({}, async (root) => {
      expect(await faultsOfRoots([root])).toEqual([expect.stringContaining('declares no model, add a models.yaml')]);
      await writeFile(join(root, 'model.yml'), '');
      await mkdir(join(root, 'skills', 'hollow'), { recursive: true });
      expect(await faultsOfRoots([root])).toEqual([
        expect.stringMatching(/^model\.yml:1: \(file\): is not read, a registry has models\.yaml/),
        expect.stringMatching(/^skills\/hollow:1: \(file\): has no solver/),
        expect.stringMatching(/^skills\/hollow:1: \(file\): has no SKILL\.md/),
      ]);
    });
  });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkNode } from '../../src/cli/doctor/check-system.js';
import { onlyJson, temporaryFolder } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

const folder = temporaryFolder();

describe('The doctor', () => {
  test('finds a usable Maestro, asks every engine, starts nothing, and tells no key', async () => {
    const env = { OPENAI_API_KEY: 'sk-secret-value' };
    const ended = await runMain(['doctor', '--json'], { cwd: folder.path, env });
    expect(ended.code).toBe(0);
    const report = onlyJson(ended.stdout);
    expect(report).toMatchObject({ usable: true });
    const states = new Map(
      (report['checks'] as { name: string; state: string; found: string }[]).map((check) => [check.name, check]),
    );
    for (const engine of ['raster', 'tesseract', 'algebra', 'quickjs', 'python']) {
      expect(states.get(`Engine ${engine}`)).toMatchObject({ state: 'ok' });
    }
    expect(states.get('Key OPENAI_API_KEY')).toMatchObject({ state: 'ok', found: 'set' });
    // What one variable would switch on is told once.
    expect(states.get('Models')).toMatchObject({
      state: 'note',
      found: expect.stringMatching(
        /^Chart-R1, .*, DeepEyes-7B: can't be called, its address is not set .*MAESTRO_GPU_HOST/,
      ),
    });
    expect(states.get('Temporal server')).toMatchObject({ state: 'note', found: 'not running' });
    expect(ended.stdout + ended.stderr).not.toContain('sk-secret-value');
    expect(await readdir(join(folder.path, 'data'))).not.toContain('temporal');
  });

  test('says what is missing and what to do, and ends with 1', async () => {
    const env = { MAESTRO_REGISTRY: 'nowhere', TEMPORAL_CLI_PATH: '/dev/null', MAESTRO_DATA_DIR: '/dev/null/x' };
    const ended = await runMain(['doctor'], { cwd: folder.path, env });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/missing +Data folder .*ENOTDIR[\s\S]*set MAESTRO_DATA_DIR/);
    expect(ended.stdout).toMatch(/missing +Temporal binary .*TEMPORAL_CLI_PATH[\s\S]*Correct TEMPORAL_CLI_PATH/);
    expect(ended.stdout).toMatch(/missing +Registry .*[\s\S]*nowhere/);
  });

  test.each([
    ['20.18.3', 'missing'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['18.20.0', 'missing'],
  ])('takes Node %s for %s', (version, state) => expect(checkNode(version).state).toBe(state));
});

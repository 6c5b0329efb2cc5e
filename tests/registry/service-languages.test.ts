/** The service `code` by language, and the parameters of the steps that use it. */
import { describe, expect, test } from '@jest/globals';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';
import { faultsOf, SOUND, withFolder, type Files } from './fixture.js';

const sandbox = (id: string, engine: string, more = ''): string => `  - id: ${id}
    provider: engine
    engine: ${engine}
${more}    strengths: runs
    when_to_choose: code
    limits: none
    modalities: [text]
    concurrency: 2
    timeout_s: 60
    max_attempts: 2
    skills: []
`;
const SANDBOXES = sandbox('Script', 'quickjs', '    aliases: [JS]\n') + sandbox('Snake', 'python');

function registry(code: string, steps: string): Files {
  return {
    ...SOUND,
    'models.yaml': `${SOUND['models.yaml'] ?? ''}${SANDBOXES}`,
    'services.yaml': `${SOUND['services.yaml'] ?? ''}  code:\n${code}`,
    'skills/talking/chat.md': `---
summary: talk
when: always
steps:
  - id: write
    kind: ask
${steps}---
## write

{{ question }}

## run

{{ steps.write.text }}
`,
  };
}

const run = (params: string): string =>
  `  - id: run\n    kind: run-code\n    needs: [write]\n    images: []\n    ${params}\n`;
const BOTH = '    model: JS\n    languages: { javascript: JS, python: Snake }\n';

describe('a service by language', () => {
  test('keeps the ids of its models, also through a snapshot', async () => {
    await withFolder(registry(BOTH, run('params: { language: python }')), async (root) => {
      const snapshot = await loadRegistry({ roots: [root], env: {} });
      expect(snapshot.services).toContainEqual({
        kind: 'code',
        model: 'Script',
        languages: { javascript: 'Script', python: 'Snake' },
      });
      expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    });
  });

  test.each([
    [
      'a model for one language only',
      '    model: JS\n    languages: { python: Snake }\n',
      'params: { language: javascript }',
      '11: steps[1].params.language: is a language for which the service "code" names no model, use one of python',
    ],
    [
      'an unknown model',
      '    model: JS\n    languages: { python: Snail }\n',
      'params: {}',
      '7: services.code.languages.python: names "Snail", which is no enabled model',
    ],
    [
      'an unknown language',
      '    model: JS\n    languages: { cobol: JS }\n',
      'params: {}',
      '7: services.code.languages.cobol: is unknown, use one of javascript, python',
    ],
    [
      'another language of a step',
      BOTH,
      'params: { language: cobol }',
      '11: steps[1].params.language: is not allowed, use one of javascript, python',
    ],
    [
      'a task that no sandbox has',
      BOTH,
      'task: read',
      '11: steps[1].task: asks the service "code" for "read", which engine quickjs can\'t do',
    ],
    [
      'tests that are not asked for',
      BOTH,
      'params: { tests: expect }',
      '11: steps[1].params.tests: names "expect", which is not in the step\'s needs',
    ],
  ])('%s is a fault', async (_, code, params, expected) => {
    const faults = await faultsOf(registry(code, run(params)));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  test('languages are those of code only', async () => {
    const files = {
      ...SOUND,
      'services.yaml': (SOUND['services.yaml'] ?? '').replace('Lector', 'Lector\n    languages: {}'),
    };
    expect(await faultsOf(files)).toEqual([expect.stringContaining('services.ocr.languages: is unknown')]);
  });

  test('without languages one model serves all', async () => {
    expect(await faultsOf(registry('    model: JS\n', run('params: { language: python }')))).toEqual([]);
  });

  test('a step whose tests another step wrote has used that step', async () => {
    const steps = `  - id: expect\n    kind: ask\n${run('params: { tests: expect, language: python }').replace('[write]', '[write, expect]')}    task: test\n`;
    const files = registry(BOTH, steps);
    const solver = `${String(files['skills/talking/chat.md'])}\n## expect\n\n{{ question }}\n`;
    expect(await faultsOf({ ...files, 'skills/talking/chat.md': solver })).toEqual([]);
  });

  test('tests have no meaning elsewhere', async () => {
    const steps = run('params: { tests: write }').replace('run-code', 'ask');
    const files = registry(BOTH, steps);
    expect(await faultsOf(files)).toEqual([
      expect.stringContaining('steps[1].params.tests: has no meaning in a step of kind ask'),
    ]);
  });
});

test('the engine of the sandbox command can not be called before its variable is set', async () => {
  const models = SANDBOXES.replace('engine: python', 'engine: command');
  const files = { ...SOUND, 'models.yaml': `${SOUND['models.yaml'] ?? ''}${models}` };
  await withFolder(files, async (root) => {
    const why = async (env: Record<string, string>) =>
      (await loadRegistry({ roots: [root], env })).models.find((model) => model.id === 'Snake')?.unavailable;
    expect(await why({})).toBe('it is not set up (environment variable MAESTRO_SANDBOX_COMMAND)');
    expect(await why({ MAESTRO_SANDBOX_COMMAND: 'sh' })).toBe('');
  });
});

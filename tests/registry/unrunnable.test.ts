/** Solvers and services that nobody could ever make use of are refused when the registry is loaded, with what to write. */
import { describe, expect, test } from '@jest/globals';
import { faultsOf, faultsOfRoots, SOUND, withFolder, type Files } from './fixture.js';

const TALK = '---\nsummary: s\nwhen: w\nroute: [{ any: [loud] }]\nsteps: [{ id: say, kind: ask }]\n---\n## say\nHO\n';
const solve = (task: string): string =>
  `---\nsummary: s\nwhen: w\nroute: [{ any: [loud] }]\nsteps:\n  - id: do\n    kind: solve\n    task: ${task}\n---\n## do\n{{ input }}\n`;
const only = (text: string) => (SOUND['models.yaml'] ?? '').replace('skills: [Reading, Talking]', text);

describe('a solver that no model paired with its skill can run', () => {
  test.each<[string, Files, string]>([
    [
      'a question to a chat model where there are engines only',
      { 'models.yaml': only('skills: [Talking]'), 'skills/reading/loud.md': TALK },
      'skills/reading/loud.md:5: steps[0].kind: is for no model that is paired with Reading, so that this solver is never run: pair an endpoint with Reading, or remove the solver',
    ],
    [
      'the task of another engine',
      { 'models.yaml': only('skills: [Talking]'), 'skills/reading/loud.md': solve('read-chart') },
      'skills/reading/loud.md:8: steps[0].task: is for no model that is paired with Reading, so that this solver is never run: pair a model of engine charts with Reading',
    ],
    [
      'the task of an engine beside solvers for chat models, which these prefer',
      { 'skills/talking/loud.md': solve('run') },
      'skills/talking/loud.md:8: steps[0].task: is for no model that is paired with Talking, so that this solver is never run: pair a model of engine quickjs or python or command with',
    ],
  ])('is refused: %s', async (_, files, fault) => {
    const faults = await faultsOf({ ...SOUND, ...files });
    expect(faults.map((line) => line.slice(0, fault.length))).toEqual([fault]);
  });

  test('is no fault where its model is switched off, or has no address, or where the skill has no model yet', async () => {
    const files = { ...SOUND, 'models.yaml': only('skills: [Talking]') };
    const off = { 'own.yaml': 'models: [{ id: Reader, enabled: false }, { id: Far, enabled: false }]' };
    const roots = await withFolder(files, (root) => withFolder(off, (own) => faultsOfRoots([root, `${own}/own.yaml`])));
    expect(roots).toEqual([expect.stringContaining('declares no model')]);
    expect(await faultsOf({ ...files, 'models.yaml': files['models.yaml'].replace('[Reading]', '[]') })).toEqual([]);
  });

  test('is no fault where a later layer took the skill from its model', async () => {
    const files = { ...SOUND, 'skills/reading/loud.md': TALK };
    const less = { 'own.yaml': 'models: [{ id: Far, skills: [Talking] }]' };
    expect(
      await withFolder(files, (root) => withFolder(less, (own) => faultsOfRoots([root, `${own}/own.yaml`]))),
    ).toEqual([]);
  });
});

describe('a service whose model can not do its work', () => {
  const MODEL = (id: string, lines: string): string =>
    `  - { id: ${id}, ${lines}, strengths: s, when_to_choose: w, limits: l, concurrency: 1, timeout_s: 1, max_attempts: 1, skills: [] }\n`;
  const BLIND = MODEL(
    'Blind',
    "provider: openai, base_url: 'http://127.0.0.1:1/v1', served_name: b, modalities: [text]",
  );

  test.each([
    [
      '  caption: { model: blind }',
      'services.yaml:5: services.caption.model: names Blind, which takes no images, name a model that does',
    ],
    [
      '  code: { model: Blind }',
      'services.yaml:5: services.code.model: names Blind, which runs no programs, name a model with a sandbox',
    ],
    [
      '  code: { model: JS, languages: { python: Blind } }',
      'services.yaml:5: services.code.languages.python: names Blind, which runs no programs',
    ],
  ])('is refused: %s', async (line, fault) => {
    const models = `${SOUND['models.yaml'] ?? ''}${BLIND}${MODEL('JS', 'provider: engine, engine: quickjs, modalities: [text]')}`;
    const faults = await faultsOf({
      ...SOUND,
      'models.yaml': models,
      'services.yaml': `${SOUND['services.yaml'] ?? ''}${line}\n`,
    });
    expect(faults.map((text) => text.slice(0, fault.length))).toEqual([fault]);
  });
});

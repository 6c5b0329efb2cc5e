/** A user's layer over the shipped one: it adds, changes field by field, and disables. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { registryFingerprint } from '../../src/registry/fingerprint.js';
import { loadRegistry } from '../../src/registry/load.js';
import { layFields } from '../../src/skills/layered.js';
import { wholeFile } from '../../src/skills/fault.js';
import { withFolder, type Files } from './fixture.js';
import { faults, load } from './overlay.js';

const NEW_MODEL = `
  - id: Mine
    provider: openai
    base_url: http://127.0.0.1:1/v1
    served_name: mine
    strengths: s
    when_to_choose: w
    limits: l
    modalities: [text, image]
    concurrency: 1
    timeout_s: 1
    max_attempts: 1
    skills: [Talking]`;

describe('a model of a single file', () => {
  test('is added', async () => {
    const snapshot = await load({ 'own.yaml': `models:${NEW_MODEL}` });
    expect(snapshot.models.map((model) => model.id)).toEqual(['Reader', 'Far', 'Mine']);
  });

  test('changes only what it names, within blocks too, keeps its place, and takes out what it leaves empty', async () => {
    const before = await load({});
    const snapshot = await load({
      'own.yaml': 'models:\n  - { id: Reader, concurrency: 9, price: { input_per_mtok: 3 }, aliases: }\n',
      'own-too.yaml': 'version: 1\nmodels:\n  - { id: Reader, timeout_s: 5, aliases: [Lector] }\n',
    });
    expect(snapshot.models).toEqual([
      {
        ...before.models[0],
        concurrency: 9,
        timeoutMs: 5_000,
        deadlineMs: expect.any(Number),
        price: { inputPerMTok: 3, outputPerMTok: 0, perCall: 0.1 },
      },
      before.models[1],
    ]);
    const nameless = await load({
      'own.yaml': 'models: [{ id: Reader, aliases: }]\nservices: { ocr: { model: Reader } }',
    });
    expect(nameless.models[0]?.aliases).toEqual([]);
  });

  test('of another provider replaces the earlier entry as a whole', async () => {
    const own = NEW_MODEL.replace('Mine', 'Reader').replace('[Talking]', '[Reading]');
    const snapshot = await load({ 'own.yaml': `models:${own}\nservices: { ocr: { model: Reader } }` });
    expect(snapshot.models[0]).toMatchObject({ provider: 'openai', aliases: [], price: { perCall: 0 } });
    expect(await faults({ 'own.yaml': 'models:\n  - { id: Far, provider: engine }' })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^own\.yaml:2: models\[0\]\.engine: is missing/)]),
    );
  });

  test('is disabled, and enabled again by a later layer', async () => {
    const off = 'models: [{ id: Far, enabled: false }]';
    expect((await load({ 'a.yaml': off })).models.map((model) => model.id)).toEqual(['Reader']);
    const on = await load({ 'a.yaml': off, 'b.yaml': 'models: [{ id: Far, enabled: true, limits: few }]' });
    expect(on.models.map((model) => [model.id, model.limits])).toEqual([
      ['Reader', 'none'],
      ['Far', 'few'],
    ]);
  });
});

describe('a service', () => {
  test('gets another model', async () => {
    const snapshot = await load({ 'own.yaml': 'services: { ocr: { model: Far }, caption: { model: Far } }' });
    expect(snapshot.services).toEqual([
      { kind: 'ocr', model: 'Far' },
      { kind: 'caption', model: 'Far' },
    ]);
  });

  test('is disabled, and its model with it: who needs it is told when it is called', async () => {
    const own = 'models: [{ id: Reader, enabled: false }]\nservices: { ocr: { enabled: false } }';
    const snapshot = await load({ 'own.yaml': own });
    expect([snapshot.services, snapshot.models.map((model) => model.id)]).toEqual([[], ['Far']]);
  });
});

describe('a skill of a folder', () => {
  test('changes only the fields of its card that it names', async () => {
    const [before, after] = await Promise.all([
      load({}),
      load({
        'skills/reading/SKILL.md':
          '---\nkeywords: [print]\nrouter: { fallback: line, rules: [{ solver: page, any: [page] }] }\n---\n',
      }),
    ]);
    const reading = before.skills[0];
    expect(after.skills).toEqual([
      {
        ...reading,
        keywords: ['print'],
        router: {
          kind: 'keyword',
          fallback: 'line',
          rules: [{ solver: 'page', any: ['page'], all: [], weight: 1 }],
        },
      },
      before.skills[1],
    ]);
  });

  test('gets a router of another kind in place of its own', async () => {
    const { skills } = await load({
      'skills/reading/SKILL.md': '---\nrouter: { kind: similarity, fallback: page }\n---\n',
    });
    expect(skills[0]?.router).toEqual({ kind: 'similarity', fallback: 'page' });
  });

  test('gets one solver more, and another one in place of a shipped one', async () => {
    const { skills } = await load({
      'skills/talking/chat.md': '---\nsummary: short talk\nwhen: w\nsteps: [{ id: say, kind: ask }]\n---\n## say\nhm\n',
      'skills/talking/shout.md': '---\nsummary: loud\nwhen: w\nsteps: [{ id: say, kind: ask }]\n---\n## say\nHO\n',
      'skills/talking/SKILL.md':
        '---\nrouter: { fallback: chat, rules: [{ solver: shout, any: [loud] }] }\n---\nprose\n',
    });
    expect(skills[1]?.solvers.map((solver) => [solver.id, solver.summary])).toEqual([
      ['chat', 'short talk'],
      ['shout', 'loud'],
    ]);
  });

  test('gets a solver by its file alone, with rules of its own; the one without rules is the fallback', async () => {
    const { skills } = await load({
      'skills/talking/shout.md':
        '---\nsummary: loud\nwhen: w\nroute: [{ any: [loud, shout] }]\nsteps: [{ id: say, kind: ask }]\n---\n## say\nHO\n',
    });
    expect(skills[1]?.router).toEqual({
      kind: 'keyword',
      fallback: 'chat',
      rules: [{ solver: 'shout', any: ['loud', 'shout'], all: [], weight: 1 }],
    });
  });

  const LOUD = '---\nsummary: loud\nwhen: w\nsteps: [{ id: say, kind: ask }]\n---\n## say\nHO\n';
  test.each<[string, Files, string]>([
    [
      'beside a fallback that is named',
      { 'skills/reading/shout.md': LOUD },
      'skills/reading/shout.md:2: route: is missing and no rule of the skill leads here, add route: [{ any: [',
    ],
    [
      'beside one that was alone',
      { 'skills/talking/shout.md': LOUD },
      'skills/talking/SKILL.md:2: router.fallback: is missing, name the solver of questions that no rule matches: chat, shout; or add "route"',
    ],
    [
      'with the words of another one',
      { 'skills/reading/shout.md': LOUD.replace('steps', 'route: [{ any: [a line, "LINE"] }]\nsteps') },
      '',
    ],
    [
      'with the words of another one that stands before it, and no more weight',
      {
        'skills/reading/shout.md': LOUD.replace('steps', 'route: [{ any: [loud] }]\nsteps'),
        'skills/reading/whisper.md': LOUD.replace('steps', 'route: [{ any: [very loud], weight: 1 }]\nsteps'),
      },
      'skills/reading/whisper.md:4: route: never leads here: wherever it matches, solver "shout" has as much weight',
    ],
  ])('gets a solver %s: no question is silently kept from it', async (_, files, fault) => {
    const lines = await faults(files);
    expect(lines.map((line) => line.slice(0, fault.length))).toEqual(fault === '' ? [] : [fault]);
  });

  test('loses the rules of solvers below, where a layer names a router of another kind', async () => {
    const layer = { 'skills/ocr/SKILL.md': '---\nrouter: { kind: similarity, fallback: read-text }\n---\n' };
    await withFolder(layer, async (own) => {
      const { skills } = await loadRegistry({ roots: ['registry', own], env: {} });
      expect(skills.find(({ id }) => id === 'OCR')?.router).toEqual({ kind: 'similarity', fallback: 'read-text' });
    });
  });

  test('has no use for such rules where its router has none', async () => {
    const lines = await faults({
      'skills/reading/SKILL.md': '---\nrouter: { kind: similarity, fallback: page }\n---\n',
      'skills/reading/line.md':
        '---\nsummary: s\nwhen: w\nroute: [{ any: [line] }]\nsteps: [{ id: read, kind: solve, task: read-line }]\n---\n## read\n{{ input }}\n',
    });
    expect(lines).toEqual([
      expect.stringMatching(/line\.md:4: route: has no meaning where the skill's router is of kind similarity/),
    ]);
  });

  test('is disabled: models forget it', async () => {
    const snapshot = await load({ 'skills/talking/SKILL.md': '---\nenabled: false\n---\n' });
    expect(snapshot.skills.map((skill) => skill.id)).toEqual(['Reading']);
    expect(snapshot.models.map((model) => model.skills)).toEqual([['Reading'], ['Reading']]);
  });
});

test('the fingerprint changes with a single file', async () => {
  await withFolder({ 'own.yaml': 'models: []' }, async (own) => {
    const file = join(own, 'own.yaml');
    const seen = [await registryFingerprint([file])];
    await writeFile(file, 'models: [ ]');
    seen.push(await registryFingerprint([file]));
    await rm(file);
    seen.push(await registryFingerprint([file]));
    expect(new Set(seen).size).toBe(3);
  });
});

test('blocks laid over each other: the last to name a field has its way, whatever the blocks', () => {
  const block = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.integer(), fc.constant(null), fc.array(fc.integer())),
  );
  fc.assert(
    fc.property(block, fc.array(block), (first, later) => {
      const located = (value: Record<string, unknown>) => ({ value, source: wholeFile('x'), path: [] });
      const { value } = layFields([located(first), ...later.map(located)]);
      for (const key of ['a', 'b', 'c']) {
        const named = [first, ...later]
          .filter((candidate) => Object.hasOwn(candidate, key))
          .map((candidate) => candidate[key]);
        const last = named.at(-1);
        const gone = last === undefined || (last === null && later.some((candidate) => Object.hasOwn(candidate, key)));
        expect(value[key]).toEqual(gone ? undefined : last);
      }
    }),
  );
});

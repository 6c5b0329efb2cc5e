import { describe, expect, test } from '@jest/globals';
import { select } from '../../src/activities/select-skill.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';
import { faultsOf, SOUND, withFolder } from './fixture.js';

const SKILL = 'skills/reading/SKILL.md';
const RULES = 'router:\n  fallback: page\n  rules:\n    - solver: line\n      any: [line]\n      weight: 2\n';

function withRouter(router: string): Record<string, string> {
  const text = SOUND[SKILL] ?? '';
  expect(text).toContain(RULES);
  return { ...SOUND, [SKILL]: text.replace(RULES, router) };
}

const load = (files: Record<string, string>) => withFolder(files, (root) => loadRegistry({ roots: [root], env: {} }));

const IMAGE = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 1, height: 1 } as const;
const task = { question: 'Read the single line in the picture.', images: [IMAGE] };
const asked = { model: 'Far', skill: 'Reading', input: 'What does the line say?' };

describe('a router by similarity', () => {
  test('needs no rules, and chooses by the words of the solvers, which it tells', async () => {
    const snapshot = await load(withRouter('router: { kind: similarity, fallback: page }\n'));
    expect(snapshot.skills[0]?.router).toEqual({ kind: 'similarity', fallback: 'page' });
    expect(select(snapshot, asked, task)).toMatchObject({
      solver: 'line',
      route: expect.stringMatching(/^similarity line 0\.\d+$/),
    });
    const other = { ...asked, input: 'nothing of that kind' };
    expect(select(snapshot, other, { ...task, question: 'Hm?' })).toMatchObject({
      solver: 'page',
      route: 'similarity fallback',
    });
    expect(select(snapshot, other, task)).toMatchObject({ solver: 'line' });
  });
});

describe('a router that asks a model', () => {
  test('asks that of the pair, or the one that it names', async () => {
    const files = withRouter('router: { kind: classify }\n');
    // A local engine can't be asked to choose.
    const models = (files['models.yaml'] ?? '').replace('skills: [Reading]', 'skills: []');
    const snapshot = await load({ ...files, 'models.yaml': models });
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(select(snapshot, asked, task)).toEqual({
      kind: 'route',
      pair: 'Far@@Reading',
      step: { id: 'route', model: 'Far', needs: [] },
      calls: { Far: expect.objectContaining({ quick: false, timeoutMs: 60_000 }) },
    });
    expect(select(snapshot, asked, task, 'page')).toMatchObject({
      kind: 'solver',
      solver: 'page',
      route: 'classify page',
    });

    const named = await load(withRouter('router: { kind: classify, model: f-a-r }\n'));
    expect(select(named, { ...asked, model: 'Reader' }, task)).toMatchObject({
      kind: 'route',
      pair: 'Reader@@Reading',
      step: { model: 'Far' },
    });
  });

  test('that has no address refuses the call, and says why', async () => {
    const files = withRouter('router: { kind: classify, model: Far }\n');
    const models = (files['models.yaml'] ?? '').replace('http://127.0.0.1:9/v1', '${FAR_URL}');
    const snapshot = await load({ ...files, 'models.yaml': models });
    expect(select(snapshot, { ...asked, model: 'Reader' }, task)).toEqual({
      kind: 'refused',
      status: 'unavailable',
      note: 'The router of Reading needs Far: its address is not set (environment variable FAR_URL).',
    });
  });
});

test('routers and what is special about steps are described', async () => {
  const page =
    '---\nsummary: a page\nwhen: always\noutput: say\nrepair: { from: say, check: test, rounds: 2 }\nsteps:\n' +
    '  - { id: see, kind: ocr, each: image, optional: true }\n  - { id: say, kind: ask, needs: [see] }\n' +
    '  - { id: test, kind: ask, needs: [say] }\n---\n## say\n{{ steps.see.text }}{{ previous.test.text }}\n## test\n{{ steps.say.text }}\n';
  const files: Record<string, string> = {
    ...withRouter('router: { kind: classify, model: Far }\n'),
    'skills/reading/page.md': page,
  };
  const { skills } = describeRegistry(await load(files));
  expect(skills.map((skill) => skill.router)).toEqual(['classify by Far', '']);
  expect(skills[0]?.solvers[1]?.steps).toEqual([
    'ocr read (each image, optional)',
    'ask (up to 3 times, output)',
    'ask (up to 3 times)',
  ]);
});

describe('a fault of a router', () => {
  test.each([
    [
      'rules without a meaning',
      'router:\n  kind: similarity\n  fallback: page\n  rules: [{ solver: line, any: [x] }]\n',
      ['13: router.rules: has no meaning in a router of kind similarity'],
    ],
    [
      'a model without a meaning',
      `${RULES}  model: Far\n`,
      ['16: router.model: has no meaning in a router of kind keyword'],
    ],
    [
      'a fallback without a meaning',
      'router: { kind: classify, model: Far, fallback: page }\n',
      ['10: router.fallback: has no meaning in a router of kind classify'],
    ],
    [
      'no fallback',
      'router: { kind: similarity }\n',
      ['10: router.fallback: is missing, name the solver of questions that no card matches: line, page'],
    ],
    [
      'an unknown model',
      'router: { kind: classify, model: Fra }\n',
      ['10: router.model: names "Fra", which is no enabled model, use one that is declared, e.g. Far'],
    ],
    [
      'an engine as router',
      'router: { kind: classify, model: Reader }\n',
      ["10: router.model: names Reader, which can't classify"],
    ],
  ])('%s', async (_name, router, expected) => {
    const faults = await faultsOf(withRouter(router));
    expect(faults.map((line, index) => line.slice(0, `${SKILL}:${expected[index]}`.length))).toEqual(
      expected.map((fault) => `${SKILL}:${fault}`),
    );
  });

  test('an engine paired with a skill whose router would ask it', async () => {
    expect(await faultsOf(withRouter('router: { kind: classify }\n'))).toEqual([
      expect.stringContaining("models.yaml:15: models[0].skills[0]: can't be Reading: its router asks the model"),
    ]);
  });

  test('paying for a choice among one', async () => {
    const text = (SOUND['skills/talking/SKILL.md'] ?? '').replace(
      'needs_image: false',
      'needs_image: false\nrouter: { kind: classify }',
    );
    expect(await faultsOf({ ...SOUND, 'skills/talking/SKILL.md': text })).toEqual([
      expect.stringContaining('skills/talking/SKILL.md:8: router.kind: pays for a choice among one solver'),
    ]);
  });
});

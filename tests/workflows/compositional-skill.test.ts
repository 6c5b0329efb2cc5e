/** The shipped solver of Compositional with its real sandbox, in process: the scene is data, the program is run and repaired. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ExpertRequest } from '../../src/domain/expert.js';
import { loadRegistry } from '../../src/registry/load.js';
import { openEvidenceRig, programsOf, type EvidenceRig, type EvidenceRollout } from '../support/evidence-rig.js';

let rig: EvidenceRig;

beforeAll(async () => {
  const env = { MAESTRO_ENDPOINT_BASE_URL: 'http://127.0.0.1:1/v1', MAESTRO_ENDPOINT_MODEL: 'm', OPENAI_API_KEY: 'k' };
  rig = await openEvidenceRig(await loadRegistry({ roots: ['registry'], env }));
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } }).toFile(
    join(rig.folder, 'scene.png'),
  );
});

afterAll(() => rig.close());

const SCENE = [
  { id: 1, shape: 'cube', color: 'red', size: 'large', material: 'metal', x: 20, y: 60 },
  { id: 2, shape: 'sphere', color: 'blue', size: 'small', material: 'rubber', x: 55, y: 40 },
  { id: 3, shape: 'cylinder', color: 'blue', size: 'small', material: 'metal', x: 80, y: 70 },
];
const ROGUE = '"}]`); this.process.exit(1); //';

async function askScene(id: string, reply: (request: ExpertRequest) => string): Promise<EvidenceRollout> {
  const question = 'How many blue things are to the right of the red cube?';
  return rig.run({ id, question, pair: 'Endpoint@@Compositional', images: ['scene.png'], reply });
}

test('a scene is data for the program, which is mended when it fails, and its result answers', async () => {
  const scene = SCENE.map((object) => (object.id === 2 ? { ...object, note: ROGUE } : object));
  const rollout = await askScene('scene', ({ text }) => {
    if (text.startsWith('List every object'))
      return `Here it is:\n\`\`\`json\n${JSON.stringify(scene, null, 1)}\n\`\`\``;
    if (text.startsWith('A question about')) return `The answer: ${/result: (.*)/.exec(text)?.[1] ?? 'none'}`;
    return text.includes('It failed')
      ? "```js\nconst answer = (scene) => {\n  const cube = scene.find((o) => o.shape === 'cube');\n  return scene.filter((o) => o.color === 'blue' && o.x > cube.x).length;\n}\n```"
      : '```js\nfunction answer(scene) { return scene.cubes.length; }\n```';
  });
  expect(programsOf(rollout)).toEqual([
    ['objects', undefined],
    ['run', false],
    ['run#2', true],
  ]);
  const written = rig.requests.filter(({ text }) => text.startsWith('Write a JavaScript function'));
  expect(written.map(({ images }) => images.length)).toEqual([0, 0]);
  expect(written[1]?.text).toMatch(/It failed:\n.*TypeError/);
  expect(rollout.answer).toBe('The answer: 2');
  expect(rollout.state.turns[0]?.note).toBe('');
});

test('what no program answers is worked out from list and picture, and said', async () => {
  const rollout = await askScene('no-program', ({ text }) => {
    if (text.startsWith('List every object')) return JSON.stringify(SCENE);
    return text.startsWith('A question about') ? (text.includes('No program') ? 'by hand: 2' : 'wrong') : 'I can not.';
  });
  expect(programsOf(rollout).slice(1)).toEqual([
    ['run', false],
    ['run#2', false],
    ['run#3', false],
  ]);
  expect(rollout.answer).toBe('by hand: 2');
  expect(rollout.state.turns[0]?.note).toMatch(/did not pass/);
});

test.each([
  ['is no list', 'There are three objects.', /holds no list/],
  ['lacks what programs compare', '[{"shape": "cube"}]', /no "color"/],
])('a scene that %s ends the solver before a program is paid for', async (id, reply, why) => {
  const rollout = await askScene(id, () => reply);
  expect(rig.requests).toHaveLength(1);
  expect(rollout.state.turns[0]).toMatchObject({ status: 'cannot', note: expect.stringMatching(why) });
});

/** Solvers of detect, zoom and run-code with real sandboxes and real pictures, in process: what reaches the last step. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { RegistrySnapshot, Solver, SolverStep } from '../../src/domain/registry.js';
import { openEvidenceRig, type EvidenceRig } from '../support/evidence-rig.js';
import { endpointModel, engineModel, skill } from '../support/snapshot.js';

const ADDRESS = 'http://127.0.0.1:1/v1';

function step(id: string, fields: Partial<SolverStep>): SolverStep {
  const common = {
    kind: 'ask',
    needs: [],
    template: '{{ input }}',
    system: '',
    task: '',
    params: {},
    images: ['task'],
  } as const;
  return { id, ...common, optional: false, each: 'task', ...fields };
}

function solver(steps: readonly SolverStep[], fields: Partial<Solver> = {}): Solver {
  return {
    id: 'plain',
    aliases: [],
    summary: '',
    when: '',
    steps,
    output: steps.at(-1)?.id ?? '',
    repair: undefined,
    ...fields,
  };
}

const LOOK = solver([
  step('found', {
    kind: 'detect',
    template: 'detect {{ input }}',
    each: 'image',
    optional: true,
    params: { draw: true },
  }),
  step('closer', {
    kind: 'zoom',
    template: 'zoom {{ input }}',
    each: 'image',
    optional: true,
    needs: ['found'],
    images: ['task', 'found'],
  }),
  step('say', {
    template: '{{ steps.found.text }}\n{{ steps.closer.text }}',
    needs: ['found', 'closer'],
    images: ['task', 'found', 'closer'],
  }),
]);

const CODE = solver(
  [
    step('expect', { template: 'expect {{ input }}', images: [] }),
    step('write', { template: 'write {{ input }} {{ previous.check.text }}', images: [] }),
    step('check', {
      kind: 'run-code',
      task: 'test',
      template: '{{ steps.write.text | code: "python", question }}',
      needs: ['write', 'expect'],
      images: [],
      params: { language: 'python', tests: 'expect', timeout_ms: 20_000 },
    }),
  ],
  { output: 'write', repair: { from: 'write', check: 'check', rounds: 2 } },
);

const SNAPSHOT: RegistrySnapshot = {
  version: 1,
  models: [
    endpointModel('Eye', ADDRESS, { skills: ['Look', 'Code'], role: 'expert' }),
    endpointModel('Finder', ADDRESS, { role: 'service', boxes: 'per-mille' }),
    engineModel('Python', { engine: 'python', timeoutMs: 120_000 }),
    engineModel('QuickJS', { engine: 'quickjs' }),
  ],
  services: [
    { kind: 'detect', model: 'Finder' },
    { kind: 'zoom', model: 'Finder' },
    { kind: 'code', model: 'QuickJS', languages: { python: 'Python' } },
  ],
  skills: [skill('Look', { needsImage: true, solvers: [LOOK] }), skill('Code', { solvers: [CODE] })],
};

let rig: EvidenceRig;

beforeAll(async () => {
  rig = await openEvidenceRig(SNAPSHOT);
});

afterAll(() => rig.close());

test('boxes and crops of every picture reach the last step, drawn and cut from the stored ones', async () => {
  for (const [name, width, height] of [
    ['a.png', 800, 600],
    ['b.jpg', 300, 200],
  ] as const) {
    await sharp({ create: { width, height, channels: 3, background: '#8ab' } }).toFile(join(rig.folder, name));
  }
  await rig.run({
    id: 'look',
    question: 'Where is the cat?',
    pair: 'Eye@@Look',
    images: ['a.png', 'b.jpg'],
    reply: ({ text, images }) => {
      if (text.startsWith('detect')) return '[{"bbox_2d": [100, 100, 500, 500], "label": "cat"}]';
      if (!text.startsWith('zoom')) return 'on the mat';
      return images[0]?.ref.width === 800
        ? '<tool_call>{"arguments": {"bbox_2d": [0, 0, 500, 500]}}'
        : '<answer>none</answer>';
    },
  });
  const say = rig.requests.at(-1);
  expect(say?.text).toBe(
    'Image 1: 1 box, (left, top)-(right, bottom) in an image of 800 x 600 pixels:\n1. cat at (80, 60)-(400, 300)\n\n' +
      'Image 2: 1 box, (left, top)-(right, bottom) in an image of 300 x 200 pixels:\n1. cat at (30, 20)-(150, 100)\n' +
      'Image 1: the region (0, 0)-(440, 340) of 800 x 600 pixels, at its full size',
  );
  const sizes = say?.images.map(({ ref }) => `${ref.mime} ${ref.width} x ${ref.height}`);
  expect(sizes).toEqual([
    'image/png 800 x 600',
    'image/jpeg 300 x 200',
    'image/png 800 x 600',
    'image/png 300 x 200',
    'image/png 440 x 340',
  ]);
});

test('a program that fails its tests is written again, with what went wrong, and ends when it passes', async () => {
  const question =
    'Complete this.\n```python\nfrom typing import List\n\ndef total(numbers: List[int]) -> int:\n    ...\n```';
  const { record, answer: said } = await rig.run({
    id: 'repair',
    question,
    pair: 'Eye@@Code',
    reply: ({ text }) => {
      if (text.startsWith('expect')) return 'An example:\n```python\nassert total([1, 2]) == 3\n```';
      return text.includes('the left side is')
        ? 'Mended:\n```python\ndef total(numbers: List[int]) -> int:\n    return sum(numbers)\n```'
        : '<think>easy</think>```python\nreturn numbers[0]\n```';
    },
  });
  const checks = record?.calls.filter((call) => call.step.startsWith('check'));
  expect(checks?.map(({ step: id, model, body }) => [id, model, body])).toMatchObject([
    [
      'check',
      'Python',
      { data: { passed: false }, text: expect.stringMatching(/assert total\(\[1, 2\]\) == 3[^]*the left side is 1/) },
    ],
    ['check#2', 'Python', { data: { passed: true } }],
  ]);
  expect(said).toMatch(/^Mended:/);
});

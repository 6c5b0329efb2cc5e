/** The shipped solvers of Code with real sandboxes, in process: what is asked, run, repaired and answered. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { loadRegistry } from '../../src/registry/load.js';
import { openEvidenceRig, programsOf, type EvidenceRig } from '../support/evidence-rig.js';

let rig: EvidenceRig;

beforeAll(async () => {
  const env = { MAESTRO_ENDPOINT_BASE_URL: 'http://127.0.0.1:1/v1', MAESTRO_ENDPOINT_MODEL: 'm', OPENAI_API_KEY: 'k' };
  rig = await openEvidenceRig(await loadRegistry({ roots: ['registry'], env }));
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } }).toFile(
    join(rig.folder, 'scene.png'),
  );
});

afterAll(() => rig.close());

test('Python: tests are written without the program, and one that fails them is mended until it passes', async () => {
  const question =
    'Complete the function that the picture describes.\n```python\nfrom typing import List\n\ndef solution(row: List[int]) -> List[int]:\n    """Returns the row as drawn."""\n```';
  const rollout = await rig.run({
    id: 'python',
    question,
    pair: 'Endpoint@@Code',
    images: ['scene.png'],
    reply: ({ text }) => {
      if (text.startsWith('Write tests'))
        return '```python\nassert solution([1, 2]) == [2, 1]\nassert solution([]) == []\n```';
      if (text.includes('the left side is [1, 2]')) return 'It turns round.\n```python\n    return row[::-1]\n```';
      return text.includes('SyntaxError') ? '```python\ndef solution(row: List[int]):\n    return row\n```' : 'no code';
    },
  });
  expect(programsOf(rollout)).toEqual([
    ['check', false],
    ['check#2', false],
    ['check#3', true],
  ]);
  expect(rig.requests.map(({ images }) => images.length)).toEqual([1, 1, 1, 1]);
  const [tests] = rig.requests.filter(({ text }) => text.startsWith('Write tests'));
  expect(tests?.text).toContain('def solution(row');
  expect(rollout.answer).toContain('return row[::-1]');
  expect(rollout.state.turns[0]).toMatchObject({ solver: 'write-python', status: 'ok', note: '' });
});

test('JavaScript: after three repairs the last program is the answer, and that it failed is said', async () => {
  const rollout = await rig.run({
    id: 'javascript',
    question: 'Write a JavaScript function `twice(n)` that doubles n.',
    pair: 'Endpoint@@Code',
    reply: ({ text }) =>
      text.startsWith('Write tests')
        ? '```js\nassert.strictEqual(twice(2), 4);\n```'
        : `\`\`\`js\nfunction twice(n) { return ${text.includes('n + 1') ? 'n + 1.5' : 'n + 1'}; }\n\`\`\``,
  });
  expect(programsOf(rollout)).toEqual([
    ['check', false],
    ['check#2', false],
    ['check#3', false],
    ['check#4', false],
  ]);
  const repairs = rig.requests.filter(({ text }) => text.includes('has failed when it was tested'));
  expect(repairs).toHaveLength(3);
  for (const { text } of repairs) {
    expect(text).toContain('assert.strictEqual(twice(2), 4);');
    expect(text).toMatch(/got 3(\.5)? and expected 4/);
  }
  expect(rollout.state.turns[0]).toMatchObject({
    solver: 'write-javascript',
    note: expect.stringContaining('did not pass'),
  });
  expect(rollout.answer).toContain('twice(n)');
});

test.each([
  ['python', 'What does this print?\n```python\nprint(sum(range(5)))\n```', 'print(sum(range(5)))', '10'],
  [
    'javascript',
    'What is the output?\n```js\nconsole.log([1, 2].concat(3))\n```',
    'console.log([1,2].concat(3))',
    '[1,2,3]',
  ],
])('what a given %s program prints is run, not guessed', async (language, question, program, printed) => {
  const rollout = await rig.run({
    id: `output-${language}`,
    question,
    pair: 'Endpoint@@Code',
    reply: ({ text }) => {
      const said = /It printed:\n(.*)/.exec(text)?.[1];
      return said === undefined ? `\`\`\`${language}\n${program}\n\`\`\`` : `It prints\n${said}`;
    },
  });
  expect(rollout.state.turns[0]?.solver).toBe(`${language}-output`);
  expect(rollout.answer).toBe(`It prints\n${printed}`);
});

test('a given program that fails is answered with its error', async () => {
  const rollout = await rig.run({
    id: 'raises',
    question: 'What does this Python program print?\nprint(1)\nprint(1 / 0)',
    pair: 'Endpoint@@Code',
    reply: () => '```python\nprint(1)\nprint(1 / 0)\n```',
  });
  expect(rollout.state.turns[0]).toMatchObject({ solver: 'python-output', status: 'cannot' });
  expect(rollout.answer).toMatch(/ZeroDivisionError[^]*it printed: 1/);
});

test.each([
  ['QuickJS', '[1, 2].map((n) => n * 2)', '[2,4]'],
  ['Python', 'print(sum(range(5)))', '10'],
])('%s runs what it is given without a chat model', async (model, program, printed) => {
  const rollout = await rig.run({ id: model, question: program, pair: `${model}@@Code`, reply: () => 'never' });
  expect(rig.requests).toEqual([]);
  expect(rollout.state.turns[0]?.solver).toBe('run-program');
  expect(rollout.answer).toContain(printed);
});

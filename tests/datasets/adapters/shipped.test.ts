/** Every adapter that ships, on rows as its release has them: the task, and that its own truth is graded as right. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectImage } from '../../../src/activities/inspect-image.js';
import { adapterNames, loadAdapter } from '../../../src/datasets/adapters/load-adapter.js';
import { readAdapted } from '../../../src/datasets/adapters/read-tasks.js';
import { findFiles } from '../../../src/datasets/readers/find-files.js';
import { createGrading } from '../../../src/grading/grading.js';
import { graderOf } from '../../../src/grading/sources.js';
import { base64, fileIn, newFolder, png } from '../readers/support.js';

const grading = createGrading({ runCode: () => Promise.resolve({ status: 'passed', detail: '' }) });
let folder = '';
let picture = '';
beforeAll(async () => {
  folder = await newFolder();
  picture = base64(await png());
  for (const path of ['a.png', 'imgs/x1/source.jpg', '../images/val/c.png']) {
    await fileIn(folder, `rows/${path}`, await png());
  }
});
afterAll(() => grading.close());

type Expected = Readonly<Record<string, unknown>>;
const bytes = () => ({ bytes: picture, path: null });
const abcd = { A: 'red', B: 'blue', C: 'green', D: 'black' };

/** Rows, and what the first of them becomes. */
const CASES: Readonly<Record<string, readonly [row: () => object, task: Expected]>> = {
  tasks: [
    () => ({ id: 't1', question: 'Why?', image: 'a.png', ground_truth: ['x', 'y'], options: '["p", "q"]' }),
    { id: 't1', question: 'Why?', data_source: 'exact', ground_truth: ['x', 'y'], options: ['p', 'q'] },
  ],
  verl: [
    () => ({
      data_source: 'chartqa',
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: '<image>Which firm?' },
      ],
      ability: 'fact-reasoning',
      extra_info: { answer: ['Go-Jek'], index: 2511, question: '<image>Which firm?', split: 'train' },
      images: [bytes()],
      reward_model: { ground_truth: ['Go-Jek'], style: 'rule' },
    }),
    {
      id: 'chartqa/train/2511',
      question: 'Which firm?',
      ground_truth: ['Go-Jek'],
      family: 'fact-reasoning',
      split: 'train',
    },
  ],
  'vlmevalkit-mcq': [
    () => ({ index: 7, question: 'Colour?', ...abcd, answer: 'B', category: 'colours', image: picture }),
    {
      id: 'rows/7',
      question: 'Colour?\nA. red\nB. blue\nC. green\nD. black',
      ground_truth: ['B', 'blue'],
      category: 'colours',
    },
  ],
  chartqa: [
    () => ({ query: 'How many?', label: ['14'], human_or_machine: 0, image: bytes() }),
    { id: 'chartqa/rows/1', question: 'How many?', ground_truth: ['14'], split: 'human' },
  ],
  'chartqa-lmms': [
    () => ({ question: 'How many?', answer: '14', type: 'augmented_test', image: bytes() }),
    { ground_truth: '14', split: 'augmented' },
  ],
  geometry3k: [
    () => ({ problem: '<image>Find x.', answer: '2\\sqrt{3}', images: [bytes()] }),
    { question: 'Find x.', ground_truth: '2\\sqrt{3}' },
  ],
  'geometry3k-choice': [
    () => ({ id: 2401, problem_text: 'Find x.', choices: ['3', '4', '5', '6'], answer: 'C', image: 'a.png' }),
    { id: 'geometry3k-choice/2401', question: 'Find x.\nA. 3\nB. 4\nC. 5\nD. 6', ground_truth: ['C', '5'] },
  ],
  mathvision: [
    () => ({
      id: '4',
      question: 'How many? <image1>',
      options: [],
      decoded_image: bytes(),
      answer: '5',
      level: 2,
      subject: 'counting',
    }),
    { id: 'mathvision/4', question: 'How many? <image1>', ground_truth: '5', family: 'counting', category: '2' },
  ],
  'hrbench-4k': [
    () => ({
      index: 1,
      question: 'Colour?',
      ...abcd,
      answer: 'D',
      category: 'single',
      cycle_category: 0,
      image: picture,
    }),
    {
      id: 'hrbench-4k/1',
      ground_truth: ['D', 'black'],
      category: 'single',
      group: expect.any(String),
    },
  ],
  'hrbench-8k': [
    () => ({ index: 1, question: 'Colour?', ...abcd, answer: 'A', category: 'cross', image: picture }),
    { id: 'hrbench-8k/1', data_source: 'hrbench-8k', ground_truth: ['A', 'red'] },
  ],
  vstar: [
    () => ({
      image: 'a.png',
      question: 'Colour?',
      options: ['red', 'blue', 'green', 'black'],
      category: 'direct_attributes',
    }),
    { id: 'vstar/a.png', ground_truth: [expect.stringMatching(/^[A-D]$/), 'red'] },
  ],
  'vstar-labelled': [
    () => ({
      image: 'a.png',
      text: 'Colour? (A) red (B) blue',
      label: 'B',
      category: 'direct_attributes',
      question_id: 3,
    }),
    { id: 'vstar/direct_attributes/3', ground_truth: 'B', category: 'direct_attributes' },
  ],
  erqa: [
    () => ({
      question_id: 'q1',
      question: 'First: then: end?',
      visual_indices: [6, 12],
      images: [bytes(), bytes()],
      answer: 'A',
    }),
    { id: 'erqa/q1', question: 'First:[image 1] then:[image 2] end?', ground_truth: 'A' },
  ],
  ocrbench: [
    () => ({ dataset: 'HME100k', question_type: 'Formula', question: 'Read.', answer: ['x ^ 2'], image: bytes() }),
    { ground_truth: ['x ^ 2'], family: 'Formula', category: 'HME100k' },
  ],
  vlmsareblind: [
    () => ({ task: 'Circled Letter', image: bytes(), prompt: 'Which letter?', groundtruth: 'k', metadata: '{}' }),
    { question: 'Which letter?', ground_truth: 'k', family: 'Circled Letter' },
  ],
  'humaneval-v': [
    () => ({ qid: 'q1', diagram: bytes(), function_signature: 'def f(x):', test_script: 'assert f(1)' }),
    {
      id: 'humaneval-v/q1',
      question: expect.stringContaining('def f(x):'),
      ground_truth: 'assert f(1)',
    },
  ],
  slake: [
    () => ({
      qid: 9,
      img_name: 'x1/source.jpg',
      question: 'Is it healthy?',
      answer: 'No',
      q_lang: 'en',
      answer_type: 'CLOSED',
    }),
    { id: 'slake/rows/9', ground_truth: 'No', answer_type: 'CLOSED', group: 'x1/source.jpg' },
  ],
  microvqa: [
    () => ({
      images_list: [bytes(), bytes()],
      question: 'Why?',
      choices: ['p', 'q', 'r'],
      correct_index: 2,
      task_str: 'perception',
    }),
    { question: 'Why?\n(1) p\n(2) q\n(3) r', ground_truth: ['C', 'r'], family: 'perception' },
  ],
  msearthmcq: [
    () => ({ index: 3, question: 'Where?', ...abcd, answer: 'B', image: picture }),
    { id: 'msearthmcq/rows/3', ground_truth: ['B', 'blue'], split: 'rows' },
  ],
  tallyqa: [
    () => ({ image: 'a.png', question: 'How many?', answer: 3, issimple: false, question_id: 55 }),
    { id: 'tallyqa/55', ground_truth: '3', category: 'complex', group: 'a.png' },
  ],
  clevr: [
    () => ({
      question: 'Is it?',
      answer: 'yes',
      image_filename: 'c.png',
      question_family_index: 4,
      split: 'val',
      question_index: 0,
    }),
    { id: 'clevr/val/0', ground_truth: 'yes', family: 'family 4', split: 'val', group: 'c.png' },
  ],
};

test('every adapter that ships has a case here', async () => {
  expect(await adapterNames()).toEqual(Object.keys(CASES).sort());
});

describe.each(Object.keys(CASES))('%s', (name) => {
  test('makes the task, whose own truth is right', async () => {
    const [row, expected] = CASES[name] ?? [() => ({}), {}];
    const { adapter } = await loadAdapter(name);
    const path = await fileIn(folder, 'rows/rows.jsonl', `${JSON.stringify(row())}\n`);
    const lines = [];
    for await (const line of readAdapted({
      files: await findFiles(path),
      adapter: { ...adapter, format: 'jsonl' },
      inspect: inspectImage,
      keepImage: ({ sha256 }) => sha256,
    })) {
      lines.push(line);
    }
    const [line] = lines;
    if (line?.kind !== 'task') throw new Error(line?.message ?? 'no line');
    expect(line.task).toMatchObject(expected);
    expect(line.task.images?.length).toBe(line.images.length);
    const { task } = line;
    const [truth = ''] = [task.ground_truth ?? ''].flat();
    expect(() => graderOf(task.data_source ?? '')).not.toThrow();
    const verdict = await grading.by('reward', {
      dataSource: task.data_source ?? '',
      answer: name === 'humaneval-v' ? 'def f(x):\n    return x' : truth,
      groundTruth: [task.ground_truth ?? ''].flat(),
      ...(task.options === undefined ? {} : { options: task.options }),
      ...(task.answer_type === undefined ? {} : { answerType: task.answer_type }),
      ...(task.category === undefined ? {} : { category: task.category }),
    });
    expect(verdict).toMatchObject({ correct: true });
  });
});

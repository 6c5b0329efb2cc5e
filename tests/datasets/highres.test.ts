/** The suite `highres`: its groups of orders, its truths read off the picture's own text, and what a closer look is worth. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { HIGHRES_FAMILIES } from '../../src/datasets/highres/suite.js';
import { findSuite } from '../../src/datasets/suite.js';
import { seededRandom } from '../../src/domain/random.js';
import { chooseOption, readPlateQuestion } from '../../src/experts/engines/closer/plate-question.js';
import { createCloserEngine } from '../../src/experts/engines/closer/engine.js';
import { ask } from '../experts/engines/support/ask-engine.js';

const closer = createCloserEngine();
afterAll(() => closer.close());

/** Colours of the plates by their fill, with what is written on each. */
function platesOf(svg: string): Map<string, string> {
  const names: Readonly<Record<string, string>> = {
    '#b81f1f': 'red',
    '#2446c8': 'blue',
    '#1d7d23': 'green',
    '#8024b8': 'purple',
  };
  const found = [...svg.matchAll(/<rect [^>]*rx="5" fill="(#\w+)"\/><text [^>]*>(\w+)</g)];
  return new Map(found.map(([, fill = '', text = '']) => [names[fill] ?? '', text]));
}

describe.each(HIGHRES_FAMILIES.map((family) => [family.name, family] as const))('%s', (_, family) => {
  const drafts = Array.from({ length: 30 }, (__, index) =>
    [0, 1, 2, 3].map((order) => family.generate(seededRandom('cycle', index), order)),
  );

  test('four orders of one question: the same picture and options, and each letter is right once', () => {
    for (const orders of drafts) {
      expect(new Set(orders.map((draft) => ('svg' in draft ? draft.svg : ''))).size).toBe(1);
      expect(orders.map(({ truth }) => truth).sort()).toEqual(['A', 'B', 'C', 'D']);
      for (const [index, { options = [] }] of orders.entries()) {
        const first = orders[0]!.options!;
        expect(new Set(options).size).toBe(4);
        expect(options).toEqual([...first.slice(index), ...first.slice(0, index)]);
      }
    }
  });

  test('every wording, answered from the text in the SVG, comes to the truth', () => {
    for (const draft of drafts.flat()) {
      const svg = 'svg' in draft ? draft.svg : '';
      const plates = [...platesOf(svg)].map(([color, text]) => ({ color, text, confidence: 1 }));
      expect(plates).toHaveLength(4);
      for (const wording of draft.wordings) {
        const question = readPlateQuestion(wording)!;
        const shown = question.kind === 'text' ? plates.filter(({ color }) => color === question.color) : plates;
        expect(chooseOption(question, shown)).toMatchObject({ kind: 'option', letter: draft.truth });
      }
    }
  });
});

test('items of one question have one group, and name the source of their resolution', () => {
  const suite = findSuite('highres');
  const items = [0, 4, 8, 12, 16].map((index) => suite.item(index, 3));
  expect(new Set(items.slice(0, 4).map(({ group }) => group))).toEqual(new Set(['highres/text-4k/0-seed3']));
  expect(items[4]!.group).toBe('highres/text-4k/1-seed3');
  expect(items[0]!.dataSource).toBe('hrbench-4k');
  expect(suite.item(2, 3).dataSource).toBe('hrbench-8k');
});

test('with a closer look the plates are read, seen whole they are not', async () => {
  for (const index of [0, 1, 2]) {
    const { question, image, groundTruth } = findSuite('highres').item(index, 3);
    const zoomed = await ask(closer, 'read-plates', { text: question, images: [image!] });
    expect(zoomed).toMatchObject({ kind: 'answer', text: groundTruth });
    const whole = await ask(closer, 'read-plates', { text: question, images: [image!], params: { zoom: false } });
    expect(whole.kind).toBe('cannot');
  }
});

test.each([
  'What is written on the plates?',
  'How many plates are there?\nA. 1\nB. 2',
  'Which is best?\nA. a\nB. b',
  '',
])('another question is none of its own: %j', (text) => {
  expect(readPlateQuestion(text)).toBeUndefined();
});

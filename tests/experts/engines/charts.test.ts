/** The engine `charts`: what it makes of labels and questions, and charts of the suite read from their pixels. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { answerQuestion } from '../../../src/experts/engines/charts/answer-question.js';
import type { ChartTable } from '../../../src/experts/engines/charts/chart-table.js';
import { createChartsEngine } from '../../../src/experts/engines/charts/engine.js';
import { fitScale, mendSequence } from '../../../src/experts/engines/charts/labels.js';
import { renderPng } from '../../../src/datasets/raster.js';
import { CHART_FAMILIES } from '../../../src/datasets/charts/suite.js';
import { seededRandom } from '../../../src/domain/random.js';
import { ask } from './support/ask-engine.js';

const label = (text: string) => ({ text, confidence: text === '' ? 0 : 0.9 });
const texts = (labels: readonly { text: string }[]): string[] => labels.map(({ text }) => text);

describe('labels', () => {
  test.each([
    [
      ['2001', '', '2003', '2O04'],
      ['2001', '2002', '2003', '2004'],
    ],
    [
      ['Mar', 'Apr', 'Moy', 'Jun'],
      ['Mar', 'Apr', 'May', 'Jun'],
    ],
    [
      ['Q3 1999', 'Q4 1999', '', 'Q2 2000'],
      ['Q3 1999', 'Q4 1999', 'Q1 2000', 'Q2 2000'],
    ],
    [
      ['1955', '1960', '', '1970'],
      ['1955', '1960', '1965', '1970'],
    ],
  ])('%j is a sequence: %j', (read, mended) => {
    expect(mendSequence(read.map(label))).toMatchObject({ isOrdered: true, labels: mended.map((text) => ({ text })) });
  });

  test('names are left as they were read', () => {
    const { labels, isOrdered } = mendSequence(['Japan', 'Chile', '2001'].map(label));
    expect([texts(labels), isOrdered]).toEqual([['Japan', 'Chile', '2001'], false]);
  });

  test('a scale is what most ticks agree with', () => {
    const scale = fitScale(['100', '80', '6O', '40', '7', '0'].map(label), [10, 30, 50, 70, 90, 110])!;
    expect(scale.offset + scale.slope * 60).toBeCloseTo(50);
    expect(scale.agreement).toBeCloseTo(4 / 6);
    expect(fitScale(['100', '', '', '', '', '0'].map(label), [10, 30, 50, 70, 90, 110])).toBeUndefined();
    expect(fitScale(['17', '23', '41'].map(label), [10, 30, 50])).toBeUndefined();
  });
});

describe('questions', () => {
  const one: ChartTable = {
    categories: ['2001', '2002', '2003', '2004'],
    series: [{ name: '', values: [10, 30, 20, 50] }],
    isOrdered: true,
    isShares: false,
  };
  const two: ChartTable = {
    categories: ['Jan', 'Feb', 'Mar'],
    series: [
      { name: 'Blue Wave', values: [10, 20, 40] },
      { name: 'Acme', values: [5, 25, 10] },
    ],
    isOrdered: true,
    isShares: false,
  };
  test.each([
    [one, 'What was the price in 2003?', '20'],
    [one, 'By how much does the price in 2004 exceed that of 2001?', '40'],
    [one, 'What is the ratio of the price in 2004 to the price in 2003?', '2.5'],
    [one, 'How many times the price in 2003 is the price in 2004?', '2.5'],
    [one, 'What do the price in 2001 and the price in 2002 add up to?', '40'],
    [one, 'What is the total price over all years in the chart?', '110'],
    [one, 'Which year has the highest price?', '2004'],
    [one, 'Find the year where the price is smallest.', '2001'],
    [one, 'Did the price rise or fall from 2002 to 2003? Answer rise or fall.', 'fall'],
    [one, 'In how many years was the price higher than in the year before?', '2'],
    [one, 'In which year did the price rise most over the year before?', '2004'],
    [one, 'How many years have a price of more than 15?', '3'],
    [one, 'How many years does the chart show?', '4'],
    [two, 'What is the revenue of Acme in Feb?', '25'],
    [two, 'How much larger is the revenue of Blue Wave in Mar than the revenue of Acme in Mar?', '30'],
    [two, 'For which month is the revenue of Acme the lowest?', 'Jan'],
    [two, 'How many companies are shown in the chart?', '2'],
  ])('%#: %s %s -> %s', (table, question, wanted) => {
    expect(answerQuestion(table, question)).toMatchObject({ kind: 'answer', text: wanted });
  });

  test.each([
    [one, 'What is the weather like?'],
    [one, 'What is the ratio of the price in 2004 to the price in 1950?'],
    [two, 'Which month has the highest revenue?'],
    [{ ...one, isShares: true }, 'What was the price in 2003?'],
    [{ ...one, series: [{ name: '', values: [10, Number.NaN, 20, 50] }] }, 'Which year has the highest price?'],
  ])('%#: %s %s is not answered', (table, question) => {
    expect(answerQuestion(table, question).kind).toBe('cannot');
  });
});

describe('pictures', () => {
  const engine = createChartsEngine();
  afterAll(() => engine.close());

  test('charts as drawn: most are answered, and nine in ten of these rightly within 5 %', async () => {
    let [asked, answered, right] = [0, 0, 0];
    for (let index = 0; asked < 21; index++) {
      const draft = CHART_FAMILIES[index % CHART_FAMILIES.length]!.generate(seededRandom('charts-engine', index));
      if (!('svg' in draft) || ['pie', 'donut'].includes(String(draft.difficulty['kind']))) continue;
      asked++;
      const reply = await ask(engine, 'read-chart', { text: draft.wordings[0]!, images: [renderPng(draft.svg)] });
      if (reply.kind === 'cannot') continue;
      answered++;
      const [said, truth] = [Number(reply.text), Number(draft.truth)];
      if (reply.text === draft.truth || Math.abs(said - truth) <= 0.05 * truth) right++;
    }
    expect(answered / asked).toBeGreaterThan(0.6);
    expect(right / answered).toBeGreaterThanOrEqual(0.85);
  }, 240_000);

  test.each([
    ['a blank picture', '<rect width="300" height="200" fill="white"/>'],
    ['a red disc', '<rect width="300" height="200" fill="white"/><circle cx="150" cy="100" r="60" fill="#d62728"/>'],
  ])('%s is no chart', async (_, body) => {
    const image = renderPng(`<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">${body}</svg>`);
    const reply = await ask(engine, 'read-chart', { text: 'Which bar is tallest?', images: [image] });
    expect(reply.kind).toBe('cannot');
  });

  test('another task is refused', async () => {
    await expect(ask(engine, 'solve')).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });
});

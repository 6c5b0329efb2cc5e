/** The suite `charts`: its items, and their truths found again from the shapes that are drawn. */
import { describe, expect, test } from '@jest/globals';
import { CHART_FAMILIES, draftChart, type ChartDraft } from '../../src/datasets/charts/suite.js';
import { askCount, askExtreme, askTrend } from '../../src/datasets/charts/questions/comparisons.js';
import { askDifference, askLookup, askRatio, askSum } from '../../src/datasets/charts/questions/values.js';
import { realSubjects } from '../../src/datasets/charts/real-subjects.js';
import { specOf } from '../../src/datasets/charts/spec.js';
import { ticksOf } from '../../src/datasets/charts/style.js';
import { drawVegaLite } from '../../src/datasets/charts/vega.js';
import { findSuite } from '../../src/datasets/suite.js';
import { seededRandom } from '../../src/domain/random.js';
import { readSvg, type ReadChart } from './chart-geometry.js';

const ASKS = { askLookup, askExtreme, askDifference, askRatio, askSum, askTrend, askCount };
const drafts = (name: keyof typeof ASKS, count: number): readonly ChartDraft[] =>
  Array.from({ length: count }, (_, index) => draftChart(ASKS[name], seededRandom('charts-test', name, index)));
const everyDraft = (count: number): ChartDraft[] =>
  Object.keys(ASKS).flatMap((name) => drafts(name as keyof typeof ASKS, count));
const read = ({ table, style }: ChartDraft): ReadChart => readSvg(drawVegaLite(specOf(table, style)).svg, style.kind);
const isRound = ({ style }: ChartDraft): boolean => style.kind === 'pie' || style.kind === 'donut';

describe('items', () => {
  test.each(Object.keys(ASKS))('%s: no answer makes up more than 60 %%, wordings are clean and differ', (name) => {
    const counts = new Map<string, number>();
    for (const { question } of drafts(name as keyof typeof ASKS, 150)) {
      counts.set(question.truth, (counts.get(question.truth) ?? 0) + 1);
      expect(question.wordings).toHaveLength(8);
      expect(new Set(question.wordings).size).toBe(8);
      for (const wording of question.wordings)
        expect(wording).not.toMatch(/undefined|NaN|Infinity|null|\[object| {2}|\s[.?]|^\s|\s$/);
      expect(question.truth).toMatch(/^(-?\d+(\.\d+)?|[A-Z][A-Za-z0-9 -]+|rise|fall)$/);
    }
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(90);
  });

  test('every kind of chart, both sources of data, labels and wear occur', () => {
    const seen = new Set(
      everyDraft(25).flatMap(({ style, table }) => [style.kind, table.subject.origin, String(style.labelled)]),
    );
    expect([...seen].sort()).toEqual([
      'bar',
      'donut',
      'false',
      'grouped',
      'hbar',
      'line',
      'made',
      'pie',
      'real',
      'stacked',
      'true',
    ]);
    const suite = findSuite('charts');
    const items = Array.from({ length: 9 }, (_, index) => suite.item(index));
    expect(new Set(items.map(({ difficulty }) => difficulty['wear']))).toEqual(new Set(['none', 'light', 'heavy']));
    expect(items.every(({ dataSource, skill }) => dataSource === 'chartqa' && skill === 'Chart')).toBe(true);
  });

  test('the public data are those of the package', () => {
    const find = (valueName: string) => realSubjects().find((subject) => subject.valueName === valueName)!;
    const value = (valueName: string, row: string, time: string): number => {
      const subject = find(valueName);
      return subject.value(subject.rows.indexOf(row), subject.times.indexOf(time));
    };
    expect(value('life expectancy', 'Japan', '2005')).toBe(82.5);
    expect(value('electricity generation', 'Fossil Fuels', '2001')).toBe(35361);
    expect(find('unemployment rate').times).toEqual([
      '2000',
      '2001',
      '2002',
      '2003',
      '2004',
      '2005',
      '2006',
      '2007',
      '2008',
      '2009',
    ]);
  });

  test('a family draws the chart of its draft', () => {
    const [family] = CHART_FAMILIES;
    const drawn = family!.generate(seededRandom('charts-test', 'askLookup', 0));
    const { table, style, question } = drafts('askLookup', 1)[0]!;
    expect(drawn).toMatchObject({ truth: question.truth, svg: drawVegaLite(specOf(table, style)).svg });
  });
});

describe('the drawing', () => {
  test('its shapes hold the values of the table', () => {
    for (const draft of everyDraft(12)) {
      const { table, style } = draft;
      const chart = read(draft);
      const whole = (values: readonly number[]): number => (isRound(draft) ? values.reduce((a, b) => a + b) : 1);
      expect(new Set(chart.categories)).toEqual(new Set(table.categories));
      for (const { name, values } of table.series) {
        const found = chart.series.find((series) => series.name === name)!;
        for (const [index, category] of table.categories.entries()) {
          const drawn = found.values[chart.categories.indexOf(category)]! / whole(found.values);
          const wanted = values[index]! / whole(values);
          const slack = isRound(draft) ? 0.002 : (style.scale.high - style.scale.low) * 0.004;
          expect(Math.abs(drawn - wanted)).toBeLessThan(slack);
        }
      }
    }
  });

  test('nothing is cut off or printed over its neighbour', () => {
    for (const draft of everyDraft(6)) {
      const { svg, width, height } = drawVegaLite(specOf(draft.table, draft.style));
      expect(svg).not.toContain('…');
      expect(width).toBeGreaterThan(draft.style.width);
      expect(height).toBeGreaterThanOrEqual(draft.style.height);
      expect(Math.max(width, height)).toBeLessThan(1300);
      const ticks = ticksOf(draft.style.scale);
      expect(ticks.length).toBeLessThanOrEqual(13);
    }
  });
});

/** Answers the first wording of a question from the shapes alone. */
function answer(question: string, chart: ReadChart): string | number {
  const { categories, series } = chart;
  const among = (text: string) => series.find(({ name }) => name !== '' && text.includes(` of ${name}`)) ?? series[0]!;
  const categoryOf = (text: string): number =>
    categories.findIndex((each) => new RegExp(` (in|of) ${each}$`).test(text.replace(/\?( Give.*)?$/, '')));
  const valueOf = (text: string): number => among(text).values[categoryOf(text)]!;
  const { values } = among(question);
  const extreme = (isMost: boolean): string => categories[values.indexOf((isMost ? Math.max : Math.min)(...values))]!;
  const steps = values.slice(1).map((value, index) => value - values[index]!);
  const pair = (pattern: RegExp): [number, number] => {
    const [, a, b] = pattern.exec(question)!;
    return [valueOf(a!), valueOf(b!)];
  };
  const limit = / (above|below) ([\d.]+)\?$/.exec(question);
  if (/^Which .*(highest|lowest)/.test(question)) return extreme(question.includes('highest'));
  if (question.startsWith('What is the difference')) {
    const [a, b] = pair(/between (.*) and (the .*)$/);
    return Math.abs(a - b);
  }
  if (question.startsWith('What is the ratio')) {
    const [a, b] = pair(/ratio of (.*) to (the .*)$/);
    return a / b;
  }
  if (question.startsWith('What is the sum')) {
    const [a, b] = pair(/sum of (.*) and (the .*)$/);
    return a + b;
  }
  if (question.startsWith('What is the total')) return values.reduce((a, b) => a + b);
  const span = / from (.*) to (.*)\? Answer/.exec(question);
  if (span !== null)
    return values[categories.indexOf(span[2]!)]! > values[categories.indexOf(span[1]!)]! ? 'rise' : 'fall';
  if (question.includes(' rise most ')) return categories[steps.indexOf(Math.max(...steps)) + 1]!;
  if (question.includes(' higher than in the ')) return String(steps.filter((step) => step > 0).length);
  if (limit !== null)
    return String(values.filter((value) => value > Number(limit[2]) === (limit[1] === 'above')).length);
  if (question.startsWith('How many')) {
    const isCategory = /years|months|quarters/.test(question) || series.length === 1;
    return String(isCategory ? categories.length : series.length);
  }
  return valueOf(question);
}

describe('the truth', () => {
  test.each(Object.keys(ASKS))('%s: follows from the shapes', (name) => {
    let checked = 0;
    for (const draft of drafts(name as keyof typeof ASKS, 40)) {
      const { question, style } = draft;
      const isAmount = !['ratio', 'most', 'least', 'items'].includes(question.asked);
      // Slices tell shares only; their amounts are printed.
      if (isRound(draft) && isAmount) continue;
      const found = answer(question.wordings[0]!, read(draft));
      if (typeof found === 'string') expect(found).toBe(question.truth);
      else
        expect(Math.abs(found - Number(question.truth))).toBeLessThan(
          style.labelled ? 0.06 * Number(question.truth) + 1 : 0.05 * Number(question.truth),
        );
      checked++;
    }
    expect(checked).toBeGreaterThan(15);
  });
});

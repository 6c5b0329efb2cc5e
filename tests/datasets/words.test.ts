/** The suite `words`: its truths looked up again in the text of the SVG, its grading, and its bytes. */
import { createHash } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fraction, greek, latexOf, power, row, text, typeset } from '../../src/datasets/words/formula-tree.js';
import { turnSheet } from '../../src/datasets/words/sheet.js';
import { WORDS_FAMILIES } from '../../src/datasets/words/suite.js';
import type { PictureDraft } from '../../src/datasets/draft.js';
import { textWidth } from '../../src/datasets/fonts.js';
import { findSuite } from '../../src/datasets/suite.js';
import { seededRandom } from '../../src/domain/random.js';
import { rowsOf } from '../../src/experts/engines/documents/cells.js';
import { findEntry } from '../../src/experts/engines/documents/find-entry.js';
import { createGrading } from '../../src/grading/grading.js';

const grading = createGrading({});
afterAll(() => grading.close());

function drafts(name: string, count: number): readonly PictureDraft[] {
  const family = WORDS_FAMILIES.find((each) => each.name === name)!;
  return Array.from({ length: count }, (_, index) => {
    const draft = family.generate(seededRandom('words-test', name, index));
    if (!('svg' in draft)) throw new Error(`${name} has no picture`);
    return draft;
  });
}

/** The words of a picture with their boxes, by the attributes of its text elements, before it is turned. */
function wordsIn(svg: string) {
  const elements =
    /<text x="([\d.-]+)" y="([\d.-]+)" font-family="(Open Sans|Lora)" font-size="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]*)</g;
  return [...svg.matchAll(elements)].flatMap(([, x = '', y = '', font = '', em = '', anchor = '', said = '']) => {
    const size = Number(em);
    const name = font === 'Lora' ? ('Lora' as const) : ('Open Sans' as const);
    const whole = said.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
    const wide = (part: string): number => textWidth(name, part) * size;
    const left = Number(x) - { start: 0, middle: wide(whole) / 2, end: wide(whole) }[anchor as 'start'];
    return [...whole.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
      text: word,
      confidence: 1,
      x: left + wide(whole.slice(0, index)),
      y: Number(y) - 0.75 * size,
      width: wide(word),
      height: 0.75 * size,
    }));
  });
}

const truthsOf = ({ truth }: PictureDraft): readonly string[] => (typeof truth === 'string' ? [truth] : truth);

describe.each(['word', 'line', 'sign'])('%s', (name) => {
  test('what is to be read is the only text of the picture', () => {
    for (const draft of drafts(name, 40)) {
      const said = wordsIn(draft.svg).map((word) => word.text);
      expect(said.join(' ')).toBe(draft.truth);
    }
  });
});

describe.each(['form', 'receipt', 'table'])('%s', (name) => {
  test('every wording, looked up in the text of the SVG, comes to the truth', () => {
    for (const draft of drafts(name, 40)) {
      const rows = rowsOf(wordsIn(draft.svg));
      for (const wording of draft.wordings) {
        const entry = findEntry(rows, wording);
        expect([wording, entry.kind === 'entry' ? truthsOf(draft).includes(entry.text) : entry.reason]).toEqual([
          wording,
          true,
        ]);
      }
    }
  });
});

describe('formulas', () => {
  const formula = row(
    greek('alpha'),
    text('x'),
    text('='),
    fraction(power(text('a'), text('2')), power(text('b'), text('2n'))),
  );

  test('are spelled in LaTeX with and without the braces that may be left out', () => {
    expect(latexOf(formula, false)).toBe('\\alpha x=\\frac{a^2}{b^{2n}}');
    expect(latexOf(formula, true)).toBe('\\alpha x=\\frac{a^{2}}{b^{2n}}');
  });

  test('are set with exponents small and raised, and the parts of a fraction over and under its bar', () => {
    const set = typeset(formula, { font: 'Open Sans', size: 20, color: '#000000' });
    const svg = turnSheet({ width: 300, height: 100, ground: '#ffffff', body: set.draw(10, 50) }, 0, 0).svg;
    const glyphs = new Map(wordsIn(svg).map((word) => [word.text, word] as const));
    const bar = Number(/<line x1="[\d.]+" y1="([\d.]+)"/.exec(svg)?.[1]);
    const foot = (of: string): number => glyphs.get(of)!.y + glyphs.get(of)!.height;
    expect(foot('a')).toBeLessThan(bar);
    expect(glyphs.get('b')!.y).toBeGreaterThan(bar);
    expect(foot('2')).toBeLessThan(foot('a') - 5);
    expect(glyphs.get('2')!.height).toBeLessThan(glyphs.get('a')!.height);
    expect([...glyphs.keys()]).toEqual(['α', 'x', '=', 'a', '2', 'b', '2n']);
  });
});

test('every truth is right under both rules, and a piece of it is wrong under reward', async () => {
  for (const { name } of WORDS_FAMILIES) {
    for (const draft of drafts(name, 12)) {
      const truths = truthsOf(draft);
      const input = { dataSource: 'ocrbench', groundTruth: truths, family: name, category: draft.category ?? '' };
      const right = async (answer: string, rule: 'reward' | 'report') =>
        (await grading.all({ ...input, answer }))?.[rule].correct;
      for (const truth of truths) {
        expect([truth, await right(truth, 'reward'), await right(truth, 'report')]).toEqual([truth, true, true]);
        if (truth.length > 3) expect([truth, await right(truth.slice(0, -2), 'reward')]).toEqual([truth, false]);
      }
    }
  }
});

test.each(WORDS_FAMILIES.map(({ name }) => [name]))(
  '%s: wordings differ and are clean, answers vary, difficulty is told',
  (name) => {
    const all = drafts(name, 60);
    for (const { wordings, width, height } of all) {
      expect(wordings).toHaveLength(8);
      expect(new Set(wordings).size).toBe(8);
      for (const wording of wordings) expect(wording).not.toMatch(/undefined|NaN|null|\[object| {2}|\s[.?]|^\s|\s$/);
      expect(Math.max(width, height)).toBeLessThan(1600);
    }
    expect(new Set(all.map((draft) => truthsOf(draft)[0])).size).toBeGreaterThan(30);
    const told = (knob: string): number => new Set(all.map(({ difficulty }) => difficulty[knob])).size;
    expect([told('level'), told('print'), told('tilt')].map((count) => count >= 2)).toEqual([true, true, true]);
  },
);

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);

test('the first drawings and the first sign are the committed ones, byte for byte', () => {
  const svgs = WORDS_FAMILIES.map((family) => {
    const { name } = family;
    const draft = family.generate(seededRandom('words', name, 0, 0));
    return [name, 'svg' in draft ? sha256(draft.svg) : ''];
  });
  expect(Object.fromEntries(svgs)).toEqual({
    word: 'bf92d920a38f99fd',
    line: '8c08c6f145f6a871',
    sign: '291a78ef7a0c41dd',
    form: '9fcd6ed164254fe6',
    receipt: '7b83f53f5e7e9b08',
    table: 'd192bd927a2a686a',
    formula: 'eb24606332c4679d',
  });
  expect(sha256(findSuite('words').item(2).image!)).toBe('ea99924e0d50a4d1');
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/random.js';
import { ARITH_FAMILIES } from '../../src/datasets/arith/suite.js';
import { BLINDTEST_FAMILIES } from '../../src/datasets/blindtest/suite.js';
import { COUNTING_FAMILIES } from '../../src/datasets/counting/suite.js';
import type { Family } from '../../src/datasets/draft.js';
import { SCENE_FAMILIES } from '../../src/datasets/scenes/suite.js';
import { findSuite, SUITES, type SuiteItem, type Wording } from '../../src/datasets/suite.js';

const FAMILIES = [...BLINDTEST_FAMILIES, ...ARITH_FAMILIES, ...SCENE_FAMILIES, ...COUNTING_FAMILIES];
/** Counting draws until shapes lie as they should, up to two seconds an item. */
const times = (family: Family, count: number): number =>
  COUNTING_FAMILIES.includes(family) ? count / 20 : SCENE_FAMILIES.includes(family) ? count / 5 : count;
/** Worn pictures, charts and canvases of 8K take seconds each inside Jest: of them one item a suite is looked at. */
const PLAIN_SUITES = SUITES.filter(({ name }) => name === 'blindtest' || name === 'arith');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hashed = (item: SuiteItem): object => ({ ...item, image: item.image && sha256(item.image) });

describe('every family', () => {
  test.each(FAMILIES.map((family) => [family.name, family] as const))(
    '%s: no answer makes up more than 60 %',
    (_, family) => {
      const counts = new Map<string, number>();
      for (let index = 0; index < times(family, 300); index++) {
        const truth = String(family.generate(seededRandom('balance', index)).truth);
        counts.set(truth, (counts.get(truth) ?? 0) + 1);
      }
      expect(Math.max(...counts.values())).toBeLessThanOrEqual(times(family, 180));
      expect(counts.size).toBeGreaterThan(1);
    },
  );

  test.each(FAMILIES.map((family) => [family.name, family] as const))(
    '%s: the wordings of an item differ and are clean',
    (_, family) => {
      for (let index = 0; index < times(family, 100); index++) {
        const { wordings } = family.generate(seededRandom('wordings', index));
        expect(wordings.length).toBeGreaterThanOrEqual(3);
        expect(new Set(wordings).size).toBe(wordings.length);
        for (const wording of wordings)
          expect(wording).not.toMatch(/undefined|NaN|Infinity|null|\[object| {2}|\+ -|- -|^\s|\s$/);
      }
    },
  );

  test.each(FAMILIES.map((family) => [family.name, family] as const))('%s: any seed makes an item', (_, family) => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, index) => {
        const draft = family.generate(seededRandom(seed, index));
        const truths = typeof draft.truth === 'string' ? [draft.truth] : draft.truth;
        return (
          truths.length > 0 &&
          truths.every((truth) => /^(-?\d+(\.\d+|\/\d+)?|\d+,\d+|Yes|No|[A-Za-z]|[a-z]{2,8})$/.test(truth))
        );
      }),
      { numRuns: times(family, 80) },
    );
  });
});

describe('suites', () => {
  test('families take turns, so that few items cover all', () => {
    for (const suite of PLAIN_SUITES) {
      const reached = suite.families.map((_, index) => suite.item(index).family);
      expect(reached).toEqual(suite.families);
    }
    expect(findSuite('blindtest').families.length).toBe(7);
  });

  test('the same seed and index give the same item byte for byte, another seed gives another', () => {
    for (const suite of PLAIN_SUITES) {
      for (let index = 0; index < 14; index++) {
        const item = hashed(suite.item(index, 5));
        expect(hashed(suite.item(index, 5))).toEqual(item);
        expect(hashed(suite.item(index, 6))).not.toEqual({ ...item, id: expect.anything(), seed: 6 });
      }
    }
  });

  test.each(
    SUITES.filter((suite) => !PLAIN_SUITES.includes(suite) && suite.name !== 'highres').map((suite) => [suite.name]),
  )('an item of %s is the same byte for byte', (name) => {
    const suite = findSuite(name);
    expect(hashed(suite.item(1, 5))).toEqual(hashed(suite.item(1, 5)));
  });

  test('ids are stable, tell the seed unless it is 0, and never repeat', () => {
    const suite = findSuite('blindtest');
    expect([suite.item(5).id, suite.item(12).id, suite.item(12, 3).id]).toEqual([
      'blindtest/grid/0',
      'blindtest/grid/1',
      'blindtest/grid/1-seed3',
    ]);
    const arith = findSuite('arith');
    const ids = [0, 1].flatMap((seed) => Array.from({ length: 200 }, (_, index) => arith.item(index, seed).id));
    expect(new Set(ids).size).toBe(400);
  });

  test('the question is one of the wordings, and all wordings are used', () => {
    const suite = findSuite('arith');
    const chosen = new Set<number>();
    for (let index = 0; index < 200; index++) {
      const item = suite.item(index);
      chosen.add(item.wordings.indexOf(item.question));
    }
    expect([...chosen].sort()).toEqual([0, 1, 2, 3]);
  });

  test('known and held-out wordings share nothing and are all of them', () => {
    for (const suite of PLAIN_SUITES) {
      const asked = (wording: Wording) => (index: number) => suite.item(index * suite.families.length, 1, wording);
      for (let index = 0; index < 20; index++) {
        const [known, heldOut] = [asked('known')(index), asked('held-out')(index)];
        expect(known.wordings.indexOf(known.question)).toBeLessThan(known.wordings.length - 1);
        expect(heldOut.wordings.indexOf(heldOut.question)).toBeGreaterThanOrEqual(
          Math.floor(0.75 * heldOut.wordings.length),
        );
        expect({ ...hashed(known), question: '' }).toEqual({ ...hashed(heldOut), question: '' });
      }
    }
  });

  test('items hardly ever repeat within a suite', () => {
    const suite = findSuite('arith');
    const questions = new Set(Array.from({ length: 400 }, (_, index) => suite.item(index).question));
    expect(questions.size).toBeGreaterThan(390);
  });

  test('the first pictures are the committed ones', () => {
    const suite = findSuite('blindtest');
    const file = new URL('./first-pictures.json', import.meta.url);
    const committed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const now = Object.fromEntries(
      Array.from({ length: 28 }, (_, index) => suite.item(index)).map((item) => [item.id, sha256(item.image!)]),
    );
    expect(now).toEqual(committed);
  });

  test('an index that is no whole number from 0 is refused', () => {
    for (const index of [-1, 0.5, Number.NaN, Infinity])
      expect(() => findSuite('arith').item(index)).toThrow(RangeError);
  });

  test('an unknown suite is named together with the known ones', () => {
    expect(() => findSuite('blindtst')).toThrow(
      expect.objectContaining({
        code: 'NOT_FOUND',
        message: expect.stringMatching(/"blindtst".*blindtest, arith.*\.jsonl/),
      }),
    );
  });
});

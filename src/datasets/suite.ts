/** @module The built-in suites: endless lists of generated items, each a pure function of suite, seed and index. */
import { MaestroError } from '../domain/errors.js';
import { hash32, seededRandom } from '../domain/random.js';
import { nearestNames } from '../domain/registry.js';
import { ARITH_FAMILIES } from './arith/suite.js';
import { BLINDTEST_FAMILIES } from './blindtest/suite.js';
import { CHART_FAMILIES } from './charts/suite.js';
import type { Difficulty, Draft, Family, PictureDraft } from './draft.js';
import { COUNTING_FAMILIES } from './counting/suite.js';
import { FUNCTION_FAMILIES } from './functions/suite.js';
import { HIGHRES_FAMILIES } from './highres/suite.js';
import { GEOMETRY_FAMILIES } from './geometry/suite.js';
import { renderPixels, renderPng } from './raster.js';
import { SCENE_FAMILIES } from './scenes/suite.js';
import { drawWear, WEAR_LEVELS, wearPicture } from './wear.js';
import { WORDS_FAMILIES } from './words/suite.js';

/** One generated item. */
export interface SuiteItem {
  /** `blindtest/grid/12`; items of another seed than 0 are named `blindtest/grid/12-seed7`. */
  readonly id: string;
  /** One of the wordings that were asked for, chosen by the seed. */
  readonly question: string;
  /** Paraphrases of the same question, all with the same answer. */
  readonly wordings: readonly string[];
  /** PNG or JPEG; undefined in suites of text. */
  readonly image: Uint8Array | undefined;
  readonly groundTruth: string | readonly string[];
  readonly dataSource: string;
  readonly family: string;
  /** The Level-1 skill that it needs. */
  readonly skill: string;
  readonly seed: number;
  readonly difficulty: Difficulty;
  /** As of a task; undefined where the suite has none. */
  readonly options: readonly string[] | undefined;
  readonly category: string | undefined;
  readonly group: string | undefined;
}

/** Which paraphrases may be asked: learning sees the known ones only, its tests the held-out ones. */
export type Wording = 'any' | 'known' | 'held-out';

export interface Suite {
  readonly name: string;
  readonly summary: string;
  readonly families: readonly string[];
  /** How many items a run takes when no limit is given. */
  readonly defaultLimit: number;
  /** The item at any index from 0; families take turns. Throws RangeError for anything but a whole number from 0. */
  item(index: number, seed?: number, wording?: Wording): SuiteItem;
}

interface SuiteSpec extends Pick<Suite, 'name' | 'summary' | 'defaultLimit'> {
  /** Whose rules grade the answers; the suite's name when absent. */
  readonly dataSource?: string;
  readonly families: readonly Family[];
  /** A third of the pictures each are left as drawn, worn lightly, worn heavily. */
  readonly worn?: boolean;
}

export const SUITES: readonly Suite[] = [
  makeSuite({
    name: 'blindtest',
    summary:
      'Seven kinds of simple pictures that vision models often misread: crossings, circles, letters, shapes, squares, grids, routes.',
    defaultLimit: 280,
    families: BLINDTEST_FAMILIES,
  }),
  makeSuite({
    name: 'arith',
    summary: 'Word problems, units, equations and expressions with exact answers; text only.',
    defaultLimit: 160,
    families: ARITH_FAMILIES,
  }),
  makeSuite({
    name: 'scenes',
    summary: 'Rendered cubes, spheres and cylinders; counts, comparisons, attributes and relations as in CLEVR.',
    dataSource: 'clevr',
    defaultLimit: 180,
    families: SCENE_FAMILIES,
    worn: true,
  }),
  makeSuite({
    name: 'counting',
    summary: 'Coloured shapes that hide one another; counted plainly, by attributes, by place and by what they touch.',
    dataSource: 'tallyqa',
    defaultLimit: 160,
    families: COUNTING_FAMILIES,
    worn: true,
  }),
  makeSuite({
    name: 'highres',
    summary: 'Small plates on canvases of 4K and 8K that only a closer look can read; four orders of the options each.',
    dataSource: 'hrbench-4k',
    defaultLimit: 64,
    families: HIGHRES_FAMILIES,
  }),
  makeSuite({
    name: 'charts',
    summary:
      'Bar, line and pie charts of made and of public data: values, extremes, differences, ratios, sums, trends, counts.',
    defaultLimit: 280,
    dataSource: 'chartqa',
    families: CHART_FAMILIES,
    worn: true,
  }),
  makeSuite({
    name: 'geometry',
    summary:
      'Figures with angles and lengths to be deduced: triangles, right triangles, parallel lines, circles, similar triangles.',
    defaultLimit: 200,
    dataSource: 'geometry3k',
    families: GEOMETRY_FAMILIES,
    worn: true,
  }),
  makeSuite({
    name: 'functions',
    summary:
      'A Python function that only a diagram defines, graded by tests: grids, flow charts, state machines, graphs, trees, containers.',
    defaultLimit: 180,
    dataSource: 'humaneval-v',
    families: FUNCTION_FAMILIES,
    worn: true,
  }),
  makeSuite({
    name: 'words',
    summary: 'Printed words, lines, signs, forms, receipts, tables and formulas to be read, small, turned and worn.',
    defaultLimit: 210,
    dataSource: 'ocrbench',
    families: WORDS_FAMILIES,
    worn: true,
  }),
];

/** The suite of that name. Throws NOT_FOUND with the known names. */
export function findSuite(name: string): Suite {
  const suite = SUITES.find((each) => each.name === name);
  if (suite !== undefined) return suite;
  const named = SUITES.map((each) => ({ id: each.name, aliases: [] }));
  const [nearest = ''] = nearestNames(named, name, 1);
  throw new MaestroError(
    'NOT_FOUND',
    `There is no suite "${name}". Built-in suites: ${SUITES.map((each) => each.name).join(', ')} (nearest: ${nearest}). ` +
      'A path to a file of tasks that ends in .jsonl works as well.',
  );
}

function makeSuite({ name, summary, defaultLimit, families, dataSource = name, worn = false }: SuiteSpec): Suite {
  const item = (index: number, seed = 0, wording: Wording = 'any'): SuiteItem => {
    const family = families[index % families.length];
    if (family === undefined) throw new RangeError(`The index of an item is a whole number from 0, not ${index}.`);
    const number = Math.floor(index / families.length);
    const { orders = 1 } = family;
    const base = Math.floor(number / orders);
    const keys = [name, family.name, seed, base];
    const draft = family.generate(seededRandom(...keys), number % orders);
    const { image, difficulty } = picture(draft, worn, keys);
    return {
      id: `${name}/${family.name}/${number}${seed === 0 ? '' : `-seed${seed}`}`,
      question: seededRandom(...keys, 'wording').pick(wordingsFor(draft, wording)),
      wordings: draft.wordings,
      image,
      groundTruth: draft.truth,
      dataSource: family.dataSource ?? dataSource,
      family: family.name,
      skill: family.skill,
      seed,
      difficulty,
      options: draft.options,
      category: draft.category,
      group: orders === 1 ? undefined : `${name}/${family.name}/${base}${seed === 0 ? '' : `-seed${seed}`}`,
    };
  };
  return { name, summary, families: families.map((family) => family.name), defaultLimit, item };
}

function wordingsFor({ wordings }: Draft, wording: Wording): readonly string[] {
  if (wording === 'any') return wordings;
  const known = wordings.length - Math.max(1, Math.floor(wordings.length / 4));
  return wording === 'known' ? wordings.slice(0, known) : wordings.slice(known);
}

function picture(
  draft: Draft | PictureDraft,
  worn: boolean,
  keys: readonly (string | number)[],
): Pick<SuiteItem, 'image' | 'difficulty'> {
  if (!('svg' in draft)) return { image: undefined, difficulty: draft.difficulty };
  if (!worn) return { image: renderPng(draft.svg), difficulty: draft.difficulty };
  const random = seededRandom(...keys, 'wear');
  const level = random.pick(WEAR_LEVELS);
  const wear = drawWear(level, random);
  const difficulty: Difficulty = {
    ...draft.difficulty,
    wear: level,
    blur: wear.blur,
    noise: wear.noise,
    jpeg: wear.jpeg ?? 0,
  };
  if (level === 'none') return { image: renderPng(draft.svg), difficulty };
  return { image: wearPicture(renderPixels(draft.svg), wear, hash32(keys.join('\u0000'))), difficulty };
}

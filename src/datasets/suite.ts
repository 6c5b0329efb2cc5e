/** @module The built-in suites: endless lists of generated items, each a pure function of suite, seed and index. */
import { MaestroError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';
import { nearestNames } from '../domain/registry.js';
import { ARITH_FAMILIES } from './arith/suite.js';
import { BLINDTEST_FAMILIES } from './blindtest/suite.js';
import type { Difficulty, Family } from './draft.js';
import { renderPng } from './raster.js';

/** One generated item. */
export interface SuiteItem {
  /** `blindtest/grid/12`; items of another seed than 0 are named `blindtest/grid/12-seed7`. */
  readonly id: string;
  /** One of the wordings, chosen by the seed. */
  readonly question: string;
  /** Paraphrases of the same question, all with the same answer. */
  readonly wordings: readonly string[];
  /** PNG; undefined in suites of text. */
  readonly image: Uint8Array | undefined;
  readonly groundTruth: string | readonly string[];
  readonly dataSource: string;
  readonly family: string;
  readonly seed: number;
  readonly difficulty: Difficulty;
}

export interface Suite {
  readonly name: string;
  readonly summary: string;
  readonly families: readonly string[];
  /** How many items a run takes when no limit is given. */
  readonly defaultLimit: number;
  /** The item at any index from 0; families take turns. Throws RangeError for anything but a whole number from 0. */
  item(index: number, seed?: number): SuiteItem;
}

export const SUITES: readonly Suite[] = [
  makeSuite(
    'blindtest',
    'Seven kinds of simple pictures that vision models often misread: crossings, circles, letters, shapes, squares, grids, routes.',
    280,
    BLINDTEST_FAMILIES,
  ),
  makeSuite(
    'arith',
    'Word problems, units, equations and expressions with exact answers; text only.',
    160,
    ARITH_FAMILIES,
  ),
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

function makeSuite(name: string, summary: string, defaultLimit: number, families: readonly Family[]): Suite {
  const item = (index: number, seed = 0): SuiteItem => {
    const family = families[index % families.length];
    if (family === undefined) throw new RangeError(`The index of an item is a whole number from 0, not ${index}.`);
    const number = Math.floor(index / families.length);
    const keys = [name, family.name, seed, number];
    const draft = family.generate(seededRandom(...keys));
    return {
      id: `${name}/${family.name}/${number}${seed === 0 ? '' : `-seed${seed}`}`,
      question: seededRandom(...keys, 'wording').pick(draft.wordings),
      wordings: draft.wordings,
      image: 'svg' in draft ? renderPng(draft.svg) : undefined,
      groundTruth: draft.truth,
      dataSource: name,
      family: family.name,
      seed,
      difficulty: draft.difficulty,
    };
  };
  return { name, summary, families: families.map((family) => family.name), defaultLimit, item };
}

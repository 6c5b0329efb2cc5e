/** @module From a tree and a list to the walk that lists it so, as a Python function. */
import type { Raster } from '../../raster/raster.js';
import type { OcrPool } from '../../tesseract/ocr-pool.js';
import { readPrints } from '../drawn/read-prints.js';
import type { Stub } from '../stub.js';
import type { Written } from '../written.js';
import type { TreeSeen } from './read.js';
import { WALKS, type Tree } from './walks.js';

const DIGITS = '0123456789';
const LEAST_AGREEMENT = 0.7;

export async function writeTree(
  raster: Raster,
  { tree, nodes, listed }: TreeSeen,
  stub: Stub,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Written> {
  const [values, list] = await Promise.all(
    [nodes, listed].map((boxes) => readPrints(raster, boxes, DIGITS, ocr, signal)),
  );
  const textsOf = (prints: typeof values): readonly string[] => (prints ?? []).map(({ text }) => text);
  return explainList(tree, textsOf(values), textsOf(list), stub);
}

/** The walk that agrees best with the list; texts are empty where nothing was read. */
export function explainList(tree: Tree, values: readonly string[], list: readonly string[], stub: Stub): Written {
  const tried = WALKS.map((walk) => {
    const places = walk.list(tree);
    const agreeing = places.filter((node, place) => values[node] !== '' && values[node] === list[place]).length;
    return { walk, places, agreeing: places.length === list.length ? agreeing : -1 };
  }).sort((a, b) => b.agreeing - a.agreeing);
  const [best] = tried;
  if (best === undefined || best.agreeing < LEAST_AGREEMENT * list.length)
    return { kind: 'cannot', reason: 'No walk through the tree that it knows lists these numbers.' };
  const rivals = tried.filter(({ places }) => places.join() !== best.places.join());
  const isAlone = tried.filter(({ places }) => places.join() === best.places.join()).length === 1;
  const lead = best.agreeing - (rivals[0]?.agreeing ?? 0);
  const { name, parameter } = stub;
  const body = best.walk.python.map((line) => `    ${line.replaceAll('WALK', name).replace(/\btree\b/g, parameter)}`);
  return {
    kind: 'written',
    code: [`def ${name}(${parameter}):`, ...body].join('\n'),
    confidence: (best.agreeing / list.length) * (isAlone ? (lead >= 2 ? 0.97 : 0.7) : 0.4),
    rule: best.walk.name,
  };
}

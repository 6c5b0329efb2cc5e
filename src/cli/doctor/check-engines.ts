/** @module Every local engine answers a small question whose answer is known; pictures are drawn with the shipped fonts. */
import { fontFiles } from '../../datasets/fonts.js';
import { renderPng } from '../../datasets/raster.js';
import { findSuite } from '../../datasets/suite.js';
import { messageOf } from '../../domain/errors.js';
import type { ExpertImage } from '../../domain/expert.js';
import type { EngineModel, EngineName, RegistrySnapshot } from '../../domain/registry.js';
import { createEngines } from '../../experts/engines/index.js';
import { sha256 } from '../../store/hash.js';
import type { Context } from '../command.js';
import { duration } from '../format.js';
import { checked, missing, note, ok, type Check } from './check.js';

interface Probe {
  readonly task: string;
  readonly text: string;
  readonly image?: () => Uint8Array;
  readonly expect: string;
}

const WORD =
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="100"><rect width="320" height="100" fill="white"/>' +
  '<text x="20" y="65" font-family="Open Sans" font-size="48">Maestro</text></svg>';

const PLATE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#e9edf0"/>' +
  '<rect x="200" y="150" width="200" height="80" fill="#2446c8"/>' +
  '<text x="225" y="206" font-family="Open Sans" font-size="44" fill="white">KLM47</text></svg>';

/** Angles of 40, 60 and 80 degrees at A, B and C. */
const TRIANGLE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="white"/>' +
  '<path d="M50 250 L350 250 L252 81 Z" fill="none" stroke="black" stroke-width="2"/>' +
  '<g font-family="Open Sans" font-size="20"><text x="28" y="265">A</text><text x="360" y="265">B</text><text x="248" y="70">C</text></g></svg>';

/** A grid and, beside it, the same with its rows reversed. */
const MIRRORED = cells([
  [
    [1, 0, 1],
    [0, 0, 1],
  ],
  [
    [1, 0, 1],
    [1, 0, 0],
  ],
]);

const FORM =
  '<svg xmlns="http://www.w3.org/2000/svg" width="420" height="150"><rect width="420" height="150" fill="white"/>' +
  '<g font-family="Open Sans" font-size="30"><text x="20" y="55">Name: Ada Stone</text><text x="20" y="110">Room: B 214</text></g></svg>';

const PROBES: Readonly<Record<EngineName, Probe>> = {
  command: { task: 'run', text: 'print(6 * 7)', expect: '42' },
  algebra: { task: 'solve', text: 'What is 2 + 3 * 4?', expect: '14' },
  charts: {
    task: 'read-chart',
    text: 'Which town has the highest value?',
    image: () => renderPng(barChart()),
    expect: 'Bergen',
  },
  geometry: {
    task: 'solve-figure',
    text: 'In triangle ABC, angle BAC is 40 degrees and angle ABC is 60 degrees. Find the measure of angle ACB.',
    image: () => renderPng(TRIANGLE),
    expect: '80',
  },
  diagrams: {
    task: 'write-function',
    text: 'A white cell is 0, a blue one 1.\n```python\ndef transform(grid: list) -> list:\n    pass\n```',
    image: () => renderPng(MIRRORED),
    expect: '```python\ndef transform(grid):\n    grid = [row[::-1] for row in grid]\n    return grid\n```',
  },
  documents: {
    task: 'find-entry',
    text: 'What is the room on this form?',
    image: () => renderPng(FORM),
    expect: 'B 214',
  },
  python: { task: 'run', text: 'sum(range(10))', expect: '45' },
  quickjs: { task: 'run', text: '6 * 7', expect: '42' },
  raster: {
    task: 'nested-squares',
    text: 'How many squares are there?',
    image: nestedSquares,
    expect: truthOfNested(),
  },
  closer: {
    task: 'read-plates',
    text: 'What is written on the blue plate?\nA. RTX33\nB. KLM47',
    image: () => renderPng(PLATE),
    expect: 'B',
  },
  tesseract: { task: 'read-line', text: '', image: () => renderPng(WORD), expect: 'Maestro' },
};
const TIMEOUT_MS = 60_000;

/** Grids of white (0) and blue (1) cells, side by side. */
function cells(grids: readonly (readonly (readonly number[])[])[]): string {
  const drawn = grids.flatMap((grid, side) =>
    grid.flatMap((row, y) =>
      row.map((cell, x) => {
        const fill = cell === 0 ? 'white' : '#2446c8';
        return `<rect x="${20 + 140 * side + 30 * x}" y="${20 + 30 * y}" width="30" height="30" fill="${fill}" stroke="black" stroke-width="2"/>`;
      }),
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="280" height="100"><rect width="280" height="100" fill="white"/>${drawn.join('')}</svg>`;
}

/** Three bars on an axis from 0 to 40. */
function barChart(): string {
  const text = (x: number, y: number, anchor: string, words: string): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" font-family="Open Sans" font-size="14">${words}</text>`;
  const towns = ['Ashford', 'Bergen', 'Cordoba'].map((town, index) => {
    const [x, height] = [60 + 40 + 80 * index, [90, 150, 60][index] ?? 0];
    const bar = `<rect x="${x - 30}" y="${200 - height}" width="60" height="${height}" fill="#1f77b4"/>`;
    return `${bar}<rect x="${x}" y="200" width="1" height="6" fill="#444"/>${text(x, 222, 'middle', town)}`;
  });
  const ticks = [0, 10, 20, 30, 40].map(
    (value) =>
      `<rect x="54" y="${200 - 4 * value}" width="6" height="1" fill="#444"/>${text(50, 205 - 4 * value, 'end', String(value))}`,
  );
  const axes =
    '<rect x="60" y="40" width="1" height="161" fill="#444"/><rect x="60" y="200" width="240" height="1" fill="#444"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="330" height="240"><rect width="330" height="240" fill="white"/>${axes}${ticks.join('')}${towns.join('')}</svg>`;
}

export async function checkEngines(snapshot: RegistrySnapshot, env: Context['env']): Promise<readonly Check[]> {
  const engines = createEngines(env);
  try {
    const checks: Check[] = [...(await checked('Fonts', () => Promise.resolve(ok('Fonts', fontFiles().join(', ')))))];
    const probed = new Set<string>();
    for (const model of snapshot.models) {
      if (model.provider !== 'engine' || probed.has(model.engine)) continue;
      probed.add(model.engine);
      if (model.unavailable !== '') {
        checks.push(note(`Engine ${model.engine}`, model.unavailable));
        continue;
      }
      checks.push(...(await checked(`Engine ${model.engine}`, () => probe(model, engines))));
    }
    return checks;
  } finally {
    await engines.close();
  }
}

async function probe(model: EngineModel, engines: ReturnType<typeof createEngines>): Promise<Check> {
  const name = `Engine ${model.engine}`;
  const { task, text, image, expect } = PROBES[model.engine];
  const startedAt = performance.now();
  try {
    const reply = await engines.get(model.engine).call({
      model,
      task,
      params: {},
      text,
      system: '',
      images: image === undefined ? [] : [expertImage(image())],
      seed: 0,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = reply.kind === 'answer' ? reply.text.trim() : `it cannot: ${reply.reason}`;
    if (said === expect) return ok(name, `answers in ${duration(performance.now() - startedAt)}, its start included`);
    return missing(name, `said ${JSON.stringify(said.slice(0, 80))} where ${expect} was right`, 'Please report this.');
  } catch (error) {
    return missing(
      name,
      messageOf(error),
      'Install the dependencies again (npm run setup), and please report it if that does not help.',
    );
  }
}

function nestedSquaresItem() {
  return findSuite('blindtest').item(4);
}

function nestedSquares(): Uint8Array {
  const { image } = nestedSquaresItem();
  if (image === undefined) throw new Error('the suite has no picture');
  return image;
}

function truthOfNested(): string {
  const { groundTruth } = nestedSquaresItem();
  return typeof groundTruth === 'string' ? groundTruth : (groundTruth[0] ?? '');
}

function expertImage(bytes: Uint8Array): ExpertImage {
  return { bytes, ref: { sha256: sha256(bytes), bytes: bytes.length, mime: 'image/png', width: 0, height: 0 } };
}

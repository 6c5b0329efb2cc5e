/** Many rollouts at once, with real OCR: heavy work stays off the event loop, so that no workflow task ever times out. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findSuite } from '../../src/datasets/suite.js';
import { renderPng } from '../../src/datasets/raster.js';
import { taskTroubles } from './support/histories.js';
import { startMaestro, type Maestro, type Rollout } from './support/maestro.js';
import { measured } from './support/until.js';

const ROLLOUTS = 64;
const LIMIT_MS = 150_000;
const WORDS = ['Harbour', 'Lantern', 'Orchard', 'Meadow', 'Castle', 'Window', 'Bridge', 'Garden'];

let maestro: Maestro;

beforeAll(async () => {
  maestro = await startMaestro({ registry: {} });
});

afterAll(() => maestro.close());

test(
  `${ROLLOUTS} rollouts in flight, each with OCR: all end right, and no workflow task timed out or failed`,
  async () => {
    const rollouts: Rollout[] = [];
    for (let index = 0; index < ROLLOUTS; index++) rollouts.push(await start(index));
    const begun = Date.now();
    await maestro.startWorker();
    const results = await Promise.all(rollouts.map((rollout) => rollout.result()));
    measured(`${ROLLOUTS} rollouts with OCR, with the worker's start`, Date.now() - begun);
    expect(results.map(({ outcome }) => outcome)).toEqual(rollouts.map(() => 'answered'));
    // Printed words are read without a fault; the marked letters of the suite are harder, and right more often than not.
    const right = (offset: number): number =>
      results.filter(({ correct }, index) => index % 2 === offset && correct === true).length;
    expect(right(0)).toBe(ROLLOUTS / 2);
    expect(right(1)).toBeGreaterThan(ROLLOUTS / 4);
    for (const rollout of rollouts) expect(await taskTroubles(rollout)).toEqual([]);
  },
  LIMIT_MS,
);

/** Printed words, and marked letters of the built-in suite, in turns. */
function start(index: number): Promise<Rollout> {
  const image = join(maestro.dataDir, 'inbox', `${index}.png`);
  if (index % 2 === 0) {
    const words = `${wordAt(index / 2)} ${wordAt(index / 2 / WORDS.length)}`;
    writeFileSync(image, renderPng(svgOf(words)));
    const question = 'What text is written in the picture?';
    const task = { id: `words-${index}`, question, images: [image], ground_truth: words };
    return maestro.start(`words-${index}`, { task, policy: 'fixed:Tesseract@@OCR' });
  }
  const suite = findSuite('blindtest');
  const item = suite.item(suite.families.indexOf('circled-letter') + index * suite.families.length);
  writeFileSync(image, item.image ?? '');
  const { id, question, groundTruth, dataSource, family } = item;
  const task = { id, question, images: [image], ground_truth: groundTruth, data_source: dataSource, family };
  return maestro.start(`letter-${index}`, { task });
}

function wordAt(index: number): string {
  return WORDS[Math.floor(index) % WORDS.length] ?? '';
}

function svgOf(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="160"><rect width="600" height="160" fill="white"/>
    <text x="40" y="100" font-family="Open Sans" font-size="48">${text}</text></svg>`;
}

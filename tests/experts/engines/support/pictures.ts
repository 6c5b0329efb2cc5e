/** @module Pictures for tests of the engines: the built-in suite's, another renderer's, and drawings made here. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { z } from 'zod';
import { findSuite } from '../../../../src/datasets/suite.js';

/** Family of the suite -> task of the engine; circled letters take two steps and are tested with the OCR. */
export const TASK_OF = {
  'line-intersections': 'line-intersections',
  'two-circles': 'circle-contact',
  'olympic-shapes': 'shape-count',
  'nested-squares': 'nested-squares',
  grid: 'grid-shape',
  subway: 'route-count',
} as const;

export type PictureFamily = keyof typeof TASK_OF;
export const FAMILIES = Object.keys(TASK_OF) as PictureFamily[];

export interface Picture {
  readonly family: string;
  readonly question: string;
  readonly image: Uint8Array;
  /** The right answer; of grids `rows,columns`. */
  readonly truth: string;
}

/** The first `count` items of one family of the built-in suite `blindtest`. */
export function ownPictures(family: string, count: number, seed: number): Picture[] {
  const suite = findSuite('blindtest');
  const place = suite.families.indexOf(family);
  return Array.from({ length: count }, (_, i) => {
    const { question, image, groundTruth } = suite.item(place + i * suite.families.length, seed);
    if (image === undefined) throw new Error(`${family} has no pictures`);
    return { family, question, image, truth: [groundTruth].flat()[0] ?? '' };
  });
}

const line = z.object({
  question: z.string(),
  images: z.tuple([z.string()]),
  ground_truth: z.string(),
  family: z.string(),
});

/** Pictures drawn by matplotlib and Pillow (tests/fixtures/blindtest-other). */
export async function otherPictures(): Promise<Picture[]> {
  const folder = new URL('../../../fixtures/blindtest-other/', import.meta.url);
  const lines = (await readFile(fileURLToPath(new URL('tasks.jsonl', folder)), 'utf8')).trim().split('\n');
  return Promise.all(
    lines.map(async (json) => {
      const { question, images, ground_truth: truth, family } = line.parse(JSON.parse(json));
      return { family, question, truth, image: await readFile(fileURLToPath(new URL(images[0], folder))) };
    }),
  );
}

/** A drawing in SVG, rendered by librsvg: not the renderer of our suite. */
export async function drawn(svg: string, width = 400, height = width): Promise<Uint8Array> {
  const whole = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="white"/>${svg}</svg>`;
  return sharp(Buffer.from(whole)).png().toBuffer();
}

/** Numbers of an answer about a grid, else the answer itself. */
export function gridOrText(text: string): string {
  const [, rows, columns] = /^rows=\{(\d+)\} columns=\{(\d+)\}$/.exec(text) ?? [];
  return rows === undefined || columns === undefined ? text : `${rows},${columns}`;
}

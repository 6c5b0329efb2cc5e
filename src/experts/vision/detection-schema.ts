/** @module The forms in which models write one detected object, checked: a box under one of its names, and perhaps a label. */
import { z } from 'zod';
import { oneLine } from '../../domain/escape.js';
import type { Corners } from './box.js';

/** JSON has no NaN, but 1e999 is read as Infinity: such a box is rejected by itself, not with the whole reply. */
const coordinate = z.custom<number>((value) => typeof value === 'number');
const four = z.tuple([coordinate, coordinate, coordinate, coordinate]);

const corners: z.ZodType<Corners> = z.union([
  four,
  z
    .object({ x1: coordinate, y1: coordinate, x2: coordinate, y2: coordinate })
    .transform(({ x1, y1, x2, y2 }): Corners => [x1, y1, x2, y2]),
  z
    .object({ xmin: coordinate, ymin: coordinate, xmax: coordinate, ymax: coordinate })
    .transform(({ xmin, ymin, xmax, ymax }): Corners => [xmin, ymin, xmax, ymax]),
]);

/** Gemini and its kin name it `box_2d` and write y before x. */
const yFirst = four.transform(([y1, x1, y2, x2]): Corners => [x1, y1, x2, y2]);

const box: z.ZodType<Corners> = z.union([
  z.object({ bbox_2d: corners }).transform((item) => item.bbox_2d),
  z.object({ bbox: corners }).transform((item) => item.bbox),
  z.object({ box: corners }).transform((item) => item.box),
  z.object({ bounding_box: corners }).transform((item) => item.bounding_box),
  z.object({ box_2d: yFirst }).transform((item) => item.box_2d),
  corners,
]);

/** The names under which a box stands: an object with one of these is a detected object, and must be a whole one. */
export const BOX_KEYS = ['bbox_2d', 'bbox', 'box', 'bounding_box', 'box_2d', 'x1', 'xmin'] as const;

const label = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const labels = z
  .object({ label, name: label, class: label, category: label })
  .partial()
  .transform((item) => item.label ?? item.name ?? item.class ?? item.category ?? '')
  .catch('');

const score = z
  .object({ score: z.number(), confidence: z.number() })
  .partial()
  .transform((item) => item.score ?? item.confidence)
  .transform((value) => (value !== undefined && value >= 0 && value <= 1 ? value : undefined))
  .catch(undefined);

/** Which image is meant: from 1 as our prompts ask, or `img_idx` from 0 as Qwen's zoom tool has it. */
const image = z
  .union([
    z.object({ image: z.int() }).transform((item) => item.image),
    z.object({ image_index: z.int() }).transform((item) => item.image_index),
    z.object({ img_idx: z.int() }).transform((item) => item.img_idx + 1),
  ])
  .optional()
  .catch(undefined);

/** Characters. */
const MAX_LABEL = 80;

export interface WrittenBox {
  readonly corners: Corners;
  readonly label: string;
  readonly score: number | undefined;
  /** From 1; undefined when the reply does not say. */
  readonly image: number | undefined;
}

/** One object of a reply; undefined when it holds no whole box. */
export function readWrittenBox(value: unknown): WrittenBox | undefined {
  const found = box.safeParse(value);
  if (!found.success) return undefined;
  return { corners: found.data, label: labelOf(value), score: score.parse(value), image: imageOf(value) };
}

/** A label on one line, without control or invisible characters, at most 80 characters. */
export function labelOf(value: unknown): string {
  return oneLine(labels.parse(value), MAX_LABEL);
}

export function imageOf(value: unknown): number | undefined {
  return image.parse(value);
}

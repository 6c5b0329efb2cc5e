/** @module A detector's reply to boxes: strictly by schema, in all the forms of list that models write. */
import { MaestroError } from '../../domain/errors.js';
import type { BoxSpace } from '../../domain/registry.js';
import { toBox, type Box, type ShownImage } from './box.js';
import { faultOfSpace } from './box-space.js';
import { BOX_KEYS, imageOf, readWrittenBox, type WrittenBox } from './detection-schema.js';
import { jsonValuesIn } from './json-values.js';

export interface DetectedBox {
  /** From 1. */
  readonly image: number;
  readonly label: string;
  readonly box: Box;
  /** 0..1; undefined when the detector gives none. */
  readonly score: number | undefined;
}

export interface Detections {
  /** In the order of the reply, each once. */
  readonly boxes: readonly DetectedBox[];
  /** Boxes without extent in their image, and boxes beyond the limit. */
  readonly rejected: number;
}

/** Boxes of one reply that are kept. */
export const MAX_BOXES = 200;
/** Characters of a reply that are looked at. */
const MAX_TEXT = 200_000;
/** Lists within lists, deeper than any reply has them. */
const MAX_DEPTH = 4;

/**
 * @param images what the detector was shown, in order
 * @throws MaestroError EXPERT_MALFORMED when the reply holds no list of boxes, is cut off, leaves open which image it means, or is
 * of another coordinate space
 */
export function readDetections(text: string, space: BoxSpace, images: readonly ShownImage[]): Detections {
  if (text.length > MAX_TEXT) throw malformed(`it has more than ${MAX_TEXT} characters`);
  const { values, isCut } = jsonValuesIn(text);
  if (isCut) throw malformed('it is cut off in the middle of a list');
  const lists = values.filter(isAboutBoxes);
  if (lists.length === 0) throw malformed('it holds no JSON list of boxes');
  const written = lists.flatMap((list) => collect(list, undefined, images.length, 0));
  const boxes: DetectedBox[] = [];
  const seen = new Set<string>();
  let rejected = 0;
  for (const item of written) {
    const image = item.image ?? (images.length === 1 ? 1 : undefined);
    const size = image === undefined ? undefined : images[image - 1];
    if (image === undefined || size === undefined) throw malformed(whichImage(item.image, images.length));
    const otherSpace = faultOfSpace(item.corners, space, size);
    if (otherSpace !== undefined) throw malformed(otherSpace);
    const box = toBox(item.corners, space, size);
    if (box === undefined) {
      rejected++;
      continue;
    }
    const key = JSON.stringify([image, item.label, box]);
    if (seen.has(key)) continue;
    seen.add(key);
    if (boxes.length < MAX_BOXES) boxes.push({ image, label: item.label, box, score: item.score });
    else rejected++;
  }
  if (boxes.length === 0 && rejected > 0) throw malformed('none of its boxes has any extent in the image');
  return { boxes, rejected };
}

/** Lists of something, and objects with a box, with a list, or with one list per image. Footnotes like `[1]` are prose. */
function isAboutBoxes(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length === 0 || isFourNumbers(value) || value.some((item) => typeof item === 'object');
  }
  return isObject(value) && (isBox(value) || listsIn(value) !== undefined);
}

function collect(value: unknown, image: number | undefined, imageCount: number, depth: number): readonly WrittenBox[] {
  if (depth > MAX_DEPTH) throw malformed('its lists are nested too deeply');
  if (Array.isArray(value) && !isFourNumbers(value)) {
    const items: readonly unknown[] = value;
    // One list per image, in their order.
    const perImage =
      image === undefined && imageCount > 1 && items.length === imageCount && items.every(isListOfObjects);
    return items.flatMap((item, index) => collect(item, perImage ? index + 1 : image, imageCount, depth + 1));
  }
  const lists = isObject(value) && !isBox(value) ? listsIn(value) : undefined;
  if (lists !== undefined) {
    const named = imageOf(value) ?? image;
    return lists.flatMap(([list, at]) => collect(list, at ?? named, imageCount, depth + 1));
  }
  const box = readWrittenBox(value);
  if (box === undefined) throw malformed('an entry is no box of four numbers');
  return [{ ...box, image: box.image ?? image }];
}

const LIST_KEYS = ['objects', 'boxes', 'detections', 'results', 'bboxes', 'images', 'annotations'];

/** The lists that an object holds, with the image that each is about when its key says so (`image_2`). */
function listsIn(value: object): readonly (readonly [list: unknown, image: number | undefined])[] | undefined {
  const lists = Object.entries(value).flatMap(([key, list]): [unknown, number | undefined][] => {
    if (!Array.isArray(list)) return [];
    const image = /^image[ _-]?(\d{1,3})$/i.exec(key)?.[1];
    if (image !== undefined) return [[list, Number(image)]];
    return LIST_KEYS.includes(key.toLowerCase()) ? [[list, undefined]] : [];
  });
  return lists.length === 0 ? undefined : lists;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBox(value: object): boolean {
  return BOX_KEYS.some((key) => Object.hasOwn(value, key));
}

function isFourNumbers(value: readonly unknown[]): boolean {
  return value.length === 4 && value.every((item) => typeof item === 'number');
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item: unknown) => isObject(item));
}

function whichImage(image: number | undefined, count: number): string {
  return image === undefined
    ? `it does not say in which of the ${count} images a box is`
    : `it names image ${image} of ${count}`;
}

function malformed(what: string): MaestroError {
  return new MaestroError(
    'EXPERT_MALFORMED',
    `The reply of the detector can't be read: ${what}. Ask in the solver for a JSON list of {"bbox_2d": [x1, y1, x2, y2], "label": "..."}.`,
  );
}

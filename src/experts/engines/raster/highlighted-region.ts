/** @module Finds the red oval in a picture of text, and hands out the text without it, the marked character in the middle. */
import { labelComponents, type Component } from './components.js';
import type { Box } from './ink.js';
import { at, cannot, type Finding, type Raster } from './raster.js';
import { fillIn, findRedMark } from './red-mark.js';
import { cutOut } from './cut-out.js';

/** Wanted height of the text and of the lone character in the pictures handed out (pixels). */
const TEXT_HEIGHT = 72;
const CHARACTER_HEIGHT = 64;
/** A mark that covers less of an oval than this is something else. */
const LEAST_ROUND = 0.75;
/** From this darkness on (0 paper, 1 ink) a pixel belongs to a character. */
const INKED = 0.45;

/**
 * Images: the text as it would be without the mark, with the marked character exactly in the picture's middle (OCR reads
 * characters best among their neighbours); then the marked character alone. Both black on white, scaled for OCR.
 */
export function findHighlighted(raster: Raster): Finding {
  const mark = findRedMark(raster);
  if (mark === undefined) return cannot('No red mark was found in the picture.');
  const { box } = mark;
  if (mark.roundness < LEAST_ROUND) return cannot('The red ink in the picture is not an oval around something.');
  const ink = textInk(fillIn(raster, mark.mask));
  if (ink === undefined) return cannot('There is no text beside the red mark.');
  const mask = new Uint8Array(ink.map((value) => (value > INKED ? 1 : 0)));
  const { labels, components } = labelComponents(mask, raster.width, 1, true);
  const text = components.filter((c) => c.area >= 4);
  const marked = text.filter((c) => shareInside(c, box) > 0.6);
  if (!text.some((c) => shareInside(c, box) > 0)) return cannot('There is no character inside the red mark.');
  const own = new Set(marked.map((c) => c.label));
  const ownOnly = (value: number, p: number): number => (value > INKED && !own.has(at(labels, p)) ? 0 : value);
  const line = around(text.filter((c) => c.maxY >= box.minY && c.minY <= box.maxY));
  const middle = (box.minX + box.maxX) / 2;
  const reach = Math.ceil(Math.max(middle - line.minX, line.maxX - middle));
  const centred = { ...line, minX: Math.round(middle) - reach, maxX: Math.round(middle) + reach };
  const character = marked.length > 0 ? around(marked) : box;
  const alone = marked.length > 0 ? ink.map(ownOnly) : ink;
  return {
    kind: 'found',
    text: `Red mark at x ${box.minX}, y ${box.minY}, ${widthOf(box)} wide and ${heightOf(box)} high.`,
    confidence: (marked.length > 0 ? 0.95 : 0.6) * mark.roundness,
    data: { box: { x: box.minX, y: box.minY, width: widthOf(box), height: heightOf(box) } },
    images: [
      cutOut(ink, raster.width, centred, TEXT_HEIGHT / heightOf(line)),
      cutOut(alone, raster.width, character, CHARACTER_HEIGHT / heightOf(character)),
    ],
  };
}

/** Darkness from 0 (paper) to 1 (the darkest text); undefined when the picture holds nothing dark. */
function textInk(grey: Float32Array): Float32Array | undefined {
  let [dark, paper] = [255, 0];
  for (const value of grey) {
    dark = Math.min(dark, value);
    paper = Math.max(paper, value);
  }
  if (paper - dark < 60) return undefined;
  return grey.map((value) => (paper - value) / (paper - dark));
}

function shareInside(c: Component, box: Box): number {
  const w = Math.min(c.maxX, box.maxX) - Math.max(c.minX, box.minX) + 1;
  const h = Math.min(c.maxY, box.maxY) - Math.max(c.minY, box.minY) + 1;
  return w <= 0 || h <= 0 ? 0 : (w * h) / (widthOf(c) * heightOf(c));
}

function widthOf(box: Box): number {
  return box.maxX - box.minX + 1;
}

function heightOf(box: Box): number {
  return box.maxY - box.minY + 1;
}

function around(boxes: readonly Box[]): Box {
  return {
    minX: Math.min(...boxes.map((b) => b.minX)),
    minY: Math.min(...boxes.map((b) => b.minY)),
    maxX: Math.max(...boxes.map((b) => b.maxX)),
    maxY: Math.max(...boxes.map((b) => b.maxY)),
  };
}

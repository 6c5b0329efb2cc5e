/** @module Numbered, coloured boxes as an SVG to lay over an image of the same size. Pure: the same boxes give the same text. */
import { clip } from '../../domain/escape.js';
import type { Box, Size } from './box.js';

export interface NumberedBox {
  readonly box: Box;
  /** Shown on the tag, and in the text that goes with the picture. */
  readonly number: number;
  readonly label: string;
}

/** Told apart by people who confuse red and green as well, and seen on dark and on bright ground. */
const COLOURS = ['#e6194b', '#0072b2', '#f5a700', '#009e73', '#911eb4', '#42d4f4', '#d55e00', '#f032e6', '#9a6324'];
/** On these, black letters are read better than white ones. */
const BRIGHT = ['#f5a700', '#42d4f4'];

const FONT = 'Open Sans';
/** What the shipped font has: Latin, Greek, Cyrillic, usual punctuation. Other labels are in the text only. */
const SHOWABLE = /^[\u0020-\u007e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u20ac]+$/;
const MAX_SHOWN = 24;

/** @param size of the image, pixels */
export function boxOverlay(size: Size, boxes: readonly NumberedBox[]): string {
  const style = styleFor(size);
  const tags: Box[] = [];
  const parts = boxes.map(({ box, number, label }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#e6194b';
    const text = tagText(number, label, style, size);
    const tag = placeTag(box, tagSize(text, style), size, tags);
    tags.push(tag);
    const ink = BRIGHT.includes(colour) ? '#000' : '#fff';
    return { frame: frame(box, colour, style), tag: tagSvg(tag, text, colour, ink, style) };
  });
  // All tags lie above all frames, so that no line crosses a number.
  const content = [...parts.map((part) => part.frame), ...parts.map((part) => part.tag)].join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${content}</svg>`;
}

interface Style {
  readonly line: number;
  readonly font: number;
  readonly padding: number;
}

/** Lines and letters grow with the image, so that they are seen where a model shrinks it. */
function styleFor({ width, height }: Size): Style {
  const side = Math.sqrt(width * height);
  const font = Math.round(Math.min(96, Math.max(10, side / 36)));
  return { line: Math.max(1, Math.round(side / 320)), font, padding: Math.ceil(font / 5) };
}

function frame({ left, top, right, bottom }: Box, colour: string, { line }: Style): string {
  const width = Math.max(1, right - left - line);
  const height = Math.max(1, bottom - top - line);
  const at = `x="${left + line / 2}" y="${top + line / 2}" width="${width}" height="${height}" fill="none"`;
  // A pale line under the coloured one keeps it visible on ground of its own colour.
  return `<rect ${at} stroke="#fff" stroke-opacity="0.7" stroke-width="${line * 2}"/><rect ${at} stroke="${colour}" stroke-width="${line}"/>`;
}

/** The number alone where the label can't be shown, or would hide too much of a small image. */
function tagText(number: number, label: string, style: Style, image: Size): string {
  if (label === '' || !SHOWABLE.test(label)) return String(number);
  const text = `${number} ${clip(label, MAX_SHOWN)}`;
  return tagSize(text, style).width > image.width / 2 ? String(number) : text;
}

function tagSize(text: string, { font, padding }: Style): Size {
  const ems = Array.from(text, emsOf).reduce((sum, width) => sum + width, 0);
  return { width: Math.ceil(ems * font) + 2 * padding, height: Math.ceil(font * 1.15) + padding };
}

/** Widths of Open Sans, rounded up by groups of letters. */
function emsOf(character: string): number {
  if (/[ijlI.,:;'|!()[\] ]/.test(character)) return 0.3;
  if (/[mMWwЖШЩшщжюЮ@%…—]/.test(character)) return 0.98;
  return /[A-Z0-9\u0410-\u042f]/.test(character) ? 0.72 : 0.62;
}

/** Above the box, under it, beside it, or in one of its corners: the first place in the image that covers no other tag. */
function placeTag(box: Box, tag: Size, image: Size, taken: readonly Box[]): Box {
  const places = [
    [box.left, box.top - tag.height],
    [box.right - tag.width, box.top - tag.height],
    [box.left, box.bottom],
    [box.right - tag.width, box.bottom],
    [box.right, box.top],
    [box.left - tag.width, box.top],
    [box.left, box.top],
    [box.right - tag.width, box.bottom - tag.height],
  ] as const;
  const tags = places.map(([left, top]) => ({ left, top, right: left + tag.width, bottom: top + tag.height }));
  const fitting = tags.filter((place) => isInside(place, image));
  const free = fitting.find((place) => !taken.some((other) => overlaps(place, other)));
  return free ?? fitting[0] ?? pushInside(box, tag, image);
}

function isInside({ left, top, right, bottom }: Box, image: Size): boolean {
  return left >= 0 && top >= 0 && right <= image.width && bottom <= image.height;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function pushInside(box: Box, tag: Size, image: Size): Box {
  const left = Math.max(0, Math.min(box.left, image.width - tag.width));
  const top = Math.max(0, Math.min(box.top - tag.height, image.height - tag.height));
  return { left, top, right: left + tag.width, bottom: top + tag.height };
}

function tagSvg(tag: Box, text: string, colour: string, ink: string, { font, padding }: Style): string {
  const rect = `<rect x="${tag.left}" y="${tag.top}" width="${tag.right - tag.left}" height="${tag.bottom - tag.top}" fill="${colour}"/>`;
  const at = `x="${tag.left + padding}" y="${tag.bottom - padding - Math.round(font * 0.2)}"`;
  return `${rect}<text ${at} font-family="${FONT}" font-size="${font}" fill="${ink}">${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

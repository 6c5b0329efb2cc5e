/** @module What stands in a column of pictures: bytes, base64, a data URL, a path, `{bytes, path}`, or lists of these. */
import { base64OfImage, isAddress } from '../../domain/data-url.js';
import { isColumns } from '../readers/row.js';

/** A picture as its cell has it; a path is not resolved. */
export type CellImage =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'path'; readonly path: string };

/** Base64 of even the smallest PNG is longer; no path is. */
const MIN_BASE64 = 65;
const MAX_PATH = 1_024;

/** The pictures of a cell, in order; an empty cell has none. A text says what is wrong. */
export function imagesOfCell(cell: unknown): readonly CellImage[] | string {
  if (cell === undefined || cell === null || cell === '') return [];
  const list = typeof cell === 'string' ? listInText(cell) : cell;
  if (!Array.isArray(list)) {
    const image = imageOf(cell);
    return typeof image === 'string' ? image : [image];
  }
  const images: CellImage[] = [];
  for (const [index, each] of list.entries()) {
    const image = imageOf(each);
    if (typeof image === 'string') return `picture ${index + 1}: ${image}`;
    images.push(image);
  }
  return images;
}

/** A list as VLMEvalKit's tables have it: `['iVBOR...', '/9j/...']`. */
function listInText(text: string): unknown {
  if (!text.startsWith('[') || !text.endsWith(']')) return text;
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    // Then it is no list, and the text itself is looked at.
    return text;
  }
}

function imageOf(cell: unknown): CellImage | string {
  if (cell instanceof Uint8Array) return bytesOf(cell);
  if (typeof cell === 'string') return imageOfText(cell);
  if (!isColumns(cell)) return `must be a picture, not ${cell === null ? 'empty' : `a ${typeof cell}`}`;
  const { bytes, path } = cell;
  if (bytes instanceof Uint8Array) return bytesOf(bytes);
  if (typeof bytes === 'string' && bytes !== '') return imageOfText(bytes);
  if (typeof path === 'string' && path !== '') return { kind: 'path', path };
  return 'has neither "bytes" nor "path"';
}

function bytesOf(bytes: Uint8Array): CellImage | string {
  return bytes.length === 0 ? 'the picture is empty' : { kind: 'bytes', bytes };
}

function imageOfText(text: string): CellImage | string {
  if (text.startsWith('data:')) {
    const base64 = base64OfImage(text);
    return base64 === undefined ? 'must be a data:image/...;base64, URL' : decoded(base64);
  }
  if (isAddress(text)) return `is on the web (${text.slice(0, 100)}): download it, and give its path`;
  const looksLikePath = text.length < MIN_BASE64 || (text.length <= MAX_PATH && /\.[a-z]{3,4}$/i.test(text));
  return looksLikePath ? { kind: 'path', path: text } : decoded(text);
}

/** Node skips what is no base64 and decodes the rest, which would be another picture. */
function decoded(text: string): CellImage | string {
  const base64 = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  const wrong = base64.search(/[^A-Za-z0-9+/=]/);
  if (wrong >= 0) return `is not base64: ${JSON.stringify(base64.charAt(wrong))} stands at place ${wrong + 1}`;
  if (base64.replace(/=+$/, '').length % 4 === 1) return 'is not base64: its length is wrong, was it cut off?';
  return bytesOf(Buffer.from(base64, 'base64'));
}

/** @module The two shipped fonts (SIL Open Font License), and the boxes of their letters, read from the font files. */
import { readFileSync } from 'node:fs';
import { MaestroError } from '../domain/errors.js';
import { assetPath } from './assets.js';

const FILES = { 'Open Sans': 'OpenSans-Regular.ttf', Lora: 'Lora-Regular.ttf' } as const;

export type FontName = keyof typeof FILES;
export const FONT_NAMES: readonly FontName[] = ['Open Sans', 'Lora'];

/** Absolute paths of the font files. */
export function fontFiles(): string[] {
  return Object.values(FILES).map((file) => assetPath('fonts', file));
}

/** A letter in ems: y grows upwards from the baseline, x to the right from the pen. */
export interface Glyph {
  readonly advance: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** ASCII, the minus sign, and Greek small letters. */
const CODES: readonly number[] = [...codes(0x20, 0x7e), 0x2212, ...codes(0x3b1, 0x3c9)];

function codes(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const loaded = new Map<FontName, ReadonlyMap<string, Glyph>>();

/** The box of a printable ASCII character or space, a minus sign, or a Greek small letter (Open Sans only). Throws INTERNAL for any other. */
export function glyphOf(font: FontName, character: string): Glyph {
  const glyphs = loaded.get(font) ?? readGlyphs(font);
  loaded.set(font, glyphs);
  const glyph = glyphs.get(character);
  if (glyph === undefined) {
    throw new MaestroError('INTERNAL', `The font ${font} has no box for "${character}"; use printable ASCII.`);
  }
  return glyph;
}

/** How far the pen moves over a text of such characters, in ems; kerning is left out. Throws INTERNAL for any other. */
export function textWidth(font: FontName, text: string): number {
  return Array.from(text).reduce((sum, character) => sum + glyphOf(font, character).advance, 0);
}

/** Reads `head`, `hhea`, `hmtx`, `cmap` (format 4), `loca` and `glyf` of a TrueType file (ISO/IEC 14496-22). */
function readGlyphs(font: FontName): ReadonlyMap<string, Glyph> {
  const file = readFileSync(assetPath('fonts', FILES[font]));
  const tables = new Map<string, number>();
  for (let index = 0; index < file.readUInt16BE(4); index++) {
    const record = 12 + 16 * index;
    tables.set(file.toString('latin1', record, record + 4), file.readUInt32BE(record + 8));
  }
  const table = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new MaestroError('INTERNAL', `${FILES[font]} has no table "${name}".`);
    return offset;
  };
  const unitsPerEm = file.readUInt16BE(table('head') + 18);
  const longOffsets = file.readInt16BE(table('head') + 50) === 1;
  const metricCount = file.readUInt16BE(table('hhea') + 34);
  const glyphStart = (index: number): number =>
    table('glyf') +
    (longOffsets ? file.readUInt32BE(table('loca') + 4 * index) : 2 * file.readUInt16BE(table('loca') + 2 * index));

  const glyphs = new Map<string, Glyph>();
  for (const code of CODES) {
    const index = glyphIndex(file, table('cmap'), code);
    if (index === 0) continue;
    const box = glyphStart(index);
    // A space has no outline, hence no box.
    const isEmpty = box === glyphStart(index + 1);
    const em = (offset: number): number => (isEmpty ? 0 : file.readInt16BE(box + offset) / unitsPerEm);
    const metric = table('hmtx') + 4 * Math.min(index, metricCount - 1);
    const advance = file.readUInt16BE(metric) / unitsPerEm;
    glyphs.set(String.fromCharCode(code), { advance, left: em(2), bottom: em(4), right: em(6), top: em(8) });
  }
  return glyphs;
}

/** Looks a character code up in the Unicode sub-table (format 4) of `cmap`. */
function glyphIndex(file: Buffer, cmap: number, code: number): number {
  const start = cmap + file.readUInt32BE(cmap + 8);
  const segments = file.readUInt16BE(start + 6) / 2;
  const ends = start + 14;
  const starts = ends + 2 * segments + 2;
  for (let segment = 0; segment < segments; segment++) {
    if (code > file.readUInt16BE(ends + 2 * segment)) continue;
    const first = file.readUInt16BE(starts + 2 * segment);
    if (code < first) return 0;
    const delta = file.readUInt16BE(starts + 2 * (segments + segment));
    const rangeAt = starts + 2 * (2 * segments + segment);
    const range = file.readUInt16BE(rangeAt);
    if (range === 0) return (code + delta) & 0xffff;
    const index = file.readUInt16BE(rangeAt + range + 2 * (code - first));
    return index === 0 ? 0 : (index + delta) & 0xffff;
  }
  return 0;
}

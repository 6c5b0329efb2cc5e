/** @module Colours by the names that people give them, and how near a pixel's colour is to each. */
import type { Rgb } from '../raster/ink.js';

/** Degrees of hue; undefined: without colour, and then how bright, 0..255. */
const NAMES: Readonly<Record<string, { readonly hue: number } | { readonly grey: number }>> = {
  white: { grey: 255 },
  grey: { grey: 150 },
  gray: { grey: 150 },
  black: { grey: 20 },
  red: { hue: 0 },
  orange: { hue: 28 },
  yellow: { hue: 55 },
  green: { hue: 125 },
  blue: { hue: 225 },
  purple: { hue: 280 },
  pink: { hue: 325 },
};

/** What number each colour stands for: `a white cell is 0, a blue one 1`; undefined where fewer than two are said. */
export function coloursIn(text: string): ReadonlyMap<string, number> | undefined {
  const said = [
    ...text
      .toLowerCase()
      .matchAll(
        /\b([a-z]+)(?: (?:cells?|ones?|squares?|boxes|box))?(?: (?:is|are|means?|stands? for|as)| =|:)? (\d)\b/g,
      ),
  ];
  const known = said.flatMap(([, name = '', digit = '']) => (name in NAMES ? [[name, Number(digit)] as const] : []));
  return known.length < 2 ? undefined : new Map(known);
}

/** The nearest of the names, and how much nearer it is than the next, 0..1. */
export function nameOfColour(
  colour: Rgb,
  names: readonly string[],
): { readonly name: string; readonly margin: number } | undefined {
  const ranked = names.map((name) => ({ name, off: distanceTo(colour, name) })).sort((a, b) => a.off - b.off);
  const [best, next] = ranked;
  if (best === undefined || best.off > 0.5) return undefined;
  return { name: best.name, margin: next === undefined ? 1 : Math.min(1, (next.off - best.off) / 0.3) };
}

function distanceTo([r, g, b]: Rgb, name: string): number {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const chroma = most - least;
  const known = NAMES[name];
  if (known === undefined) return 1;
  if ('grey' in known) return Math.abs((most + least) / 2 - known.grey) / 255 + chroma / 128;
  const hue = chroma === 0 ? 0 : hueOf(r, g, b, most, chroma);
  const turn = Math.abs(hue - known.hue);
  return Math.min(turn, 360 - turn) / 120 + Math.max(0, 70 - chroma) / 70;
}

function hueOf(r: number, g: number, b: number, most: number, chroma: number): number {
  const sixth = most === r ? (g - b) / chroma : most === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  return (60 * sixth + 360) % 360;
}

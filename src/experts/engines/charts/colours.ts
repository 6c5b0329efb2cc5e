/** @module Marks by colour: grey noise and blur change how light a pixel is, hardly how its channels differ. */
import { at, type Raster } from '../raster/raster.js';

/** Red less green, green less blue. */
export interface Chroma {
  readonly rg: number;
  readonly gb: number;
}

export interface Cluster extends Chroma {
  readonly pixels: number;
}

/** Below it a pixel has no colour to speak of. */
const COLOURED = 34;
/** Colours nearer than this are one. */
const SAME = 26;
const BIN = 8;

export function chromaAt({ data }: Raster, p: number): Chroma {
  const green = at(data, 3 * p + 1);
  return { rg: at(data, 3 * p) - green, gb: green - at(data, 3 * p + 2) };
}

function distance(a: Chroma, b: Chroma): number {
  return Math.hypot(a.rg - b.rg, a.gb - b.gb);
}

export function isColoured(chroma: Chroma): boolean {
  return Math.hypot(chroma.rg, chroma.gb) >= COLOURED;
}

/** The colours that occur, commonest first; the shades between a colour and white are left out. */
export function clustersOf(raster: Raster): readonly Cluster[] {
  const bins = new Map<number, { count: number; rg: number; gb: number }>();
  for (let p = 0; p < raster.width * raster.height; p++) {
    const chroma = chromaAt(raster, p);
    if (!isColoured(chroma)) continue;
    const key = (Math.round(chroma.rg / BIN) + 64) * 128 + Math.round(chroma.gb / BIN) + 64;
    const bin = bins.get(key) ?? { count: 0, rg: 0, gb: 0 };
    bins.set(key, { count: bin.count + 1, rg: bin.rg + chroma.rg, gb: bin.gb + chroma.gb });
  }
  const sorted = [...bins.values()].sort((a, b) => b.count - a.count);
  const clusters: { rg: number; gb: number; pixels: number }[] = [];
  for (const { count, rg, gb } of sorted) {
    const chroma = { rg: rg / count, gb: gb / count };
    const known = clusters.find((cluster) => distance(cluster, chroma) < SAME);
    if (known === undefined) clusters.push({ ...chroma, pixels: count });
    else known.pixels += count;
  }
  const most = Math.max(0, ...clusters.map(({ pixels }) => pixels));
  return clusters.filter(({ pixels }) => pixels >= 40 && pixels >= 0.004 * most).sort((a, b) => b.pixels - a.pixels);
}

/** Per pixel: the index of its colour, or -1: nearest in difference, and no paler than half of it. */
export function assign(raster: Raster, colours: readonly Chroma[]): Int8Array {
  const indices = new Int8Array(raster.width * raster.height).fill(-1);
  for (let p = 0; p < indices.length; p++) {
    const chroma = chromaAt(raster, p);
    if (!isColoured(chroma)) continue;
    let nearest = Infinity;
    for (const [index, colour] of colours.entries()) {
      const d = distance(chroma, colour);
      if (d >= nearest || d > 0.55 * Math.hypot(colour.rg, colour.gb)) continue;
      nearest = d;
      indices[p] = index;
    }
  }
  return indices;
}

/** The mean colour of a box of pixels. */
export function meanChroma(raster: Raster, box: { minX: number; minY: number; maxX: number; maxY: number }): Chroma {
  let [rg, gb, count] = [0, 0, 0];
  for (let y = box.minY; y <= box.maxY; y++) {
    for (let x = box.minX; x <= box.maxX; x++) {
      const chroma = chromaAt(raster, y * raster.width + x);
      rg += chroma.rg;
      gb += chroma.gb;
      count++;
    }
  }
  return { rg: rg / Math.max(1, count), gb: gb / Math.max(1, count) };
}

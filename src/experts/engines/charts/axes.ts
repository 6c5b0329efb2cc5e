/** @module The axes of a chart: two long dark grey lines that meet at the lower left, and the ticks outside of them. */
import { at, type Raster } from '../raster/raster.js';

/** The area of the plot, pixels; its left and lower edges are the axes. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Differences of channels above this are colour, not ink. */
const GREY = 30;
/** Ink is averaged over so many pixels of a line: noise goes, lines stay. */
const WINDOW = 13;
/** Least darkness of an axis, of 255; and the most that counts, so that letters don't outweigh a line. */
const DARK = 15;
const DARKEST = 45;
/** A bar may lie on the axis: it bridges its line, and no more. */
const BRIDGE = 20;
/** A row of nothing but marks is no axis. */
const BARE = 25;
/** An axis is at least this share of the picture's side. */
const LEAST_LENGTH = 0.25;

/** Per pixel: how dark it is, 0 where it is coloured. */
export function inkMap({ width, height, data }: Raster): Float32Array {
  const ink = new Float32Array(width * height);
  for (let p = 0; p < ink.length; p++) {
    const [r, g, b] = [at(data, 3 * p), at(data, 3 * p + 1), at(data, 3 * p + 2)];
    const most = Math.max(r, g, b);
    ink[p] = most - Math.min(r, g, b) > GREY ? 0 : 255 - most;
  }
  // Noise is dark on the whole; what is left is darker than it.
  const floor = ground(ink);
  return ink.map((level) => level - floor);
}

/** The mean of the lighter three quarters of the picture: the paper, with its noise. */
function ground(ink: Float32Array): number {
  const counts = new Uint32Array(256);
  for (const level of ink) counts[level] = at(counts, level) + 1;
  let [sum, seen] = [0, 0];
  for (let level = 0; level < 256 && seen < 0.75 * ink.length; level++) {
    sum += level * at(counts, level);
    seen += at(counts, level);
  }
  return sum / Math.max(1, seen);
}

const SPACES = Array.from({ length: 13 }, (_, index) => index + 2);

interface Run {
  /** Row or column of the line. */
  readonly place: number;
  readonly from: number;
  readonly to: number;
  readonly score: number;
}

/** The plot between the axes; undefined where there are none, as around a pie. */
export function findPlot(raster: Raster, ink: Float32Array): Plot | undefined {
  const { width, height, data } = raster;
  const level = (p: number): number => {
    const [r, g, b] = [at(data, 3 * p), at(data, 3 * p + 1), at(data, 3 * p + 2)];
    return Math.max(r, g, b) - Math.min(r, g, b) > GREY ? BRIDGE : Math.min(DARKEST, at(ink, p));
  };
  const rows = { from: Math.round(0.3 * height), to: height - 3 };
  const base = darkestLine(rows, width, (line, along) => level(line * width + along));
  if (base === undefined || base.to - base.from < LEAST_LENGTH * width) return undefined;
  if (base.score < BARE * (base.to - base.from)) return undefined;
  // A label beside the corner may seem to lengthen the line to the left.
  const columns = { from: Math.max(2, base.from - 8), to: base.from + 45 };
  const side = darkestLine(columns, height, (line, along) => level(along * width + line));
  if (side === undefined || side.to - side.from < LEAST_LENGTH * height) return undefined;
  if (side.to < base.place - 12 || base.to - side.place < LEAST_LENGTH * width) return undefined;
  return { left: side.place, right: base.to, top: side.from, bottom: base.place };
}

/** The line with the longest and darkest run. */
function darkestLine(
  lines: { readonly from: number; readonly to: number },
  length: number,
  levelAt: (line: number, along: number) => number,
): Run | undefined {
  let best: Run | undefined;
  for (let line = lines.from; line <= lines.to; line++) {
    const run = darkestRun(line, length, levelAt);
    if (run !== undefined && (best === undefined || run.score > best.score)) best = run;
  }
  return best;
}

function darkestRun(line: number, length: number, inkAt: (line: number, along: number) => number): Run | undefined {
  const half = WINDOW >> 1;
  let best: Run | undefined;
  let [sum, from, score] = [0, -1, 0];
  for (let along = 0; along < length + half; along++) {
    if (along < length) sum += inkAt(line, along);
    if (along >= WINDOW) sum -= inkAt(line, along - WINDOW);
    const middle = along - half;
    const level = along < WINDOW - 1 ? 0 : sum / WINDOW;
    if (level >= DARK) {
      if (from < 0) [from, score] = [middle, 0];
      score += level;
    }
    if (from >= 0 && (level < DARK || along === length + half - 1)) {
      // The window reaches a little beyond the ends of the line.
      const run = { place: line, from, to: middle - 1, score };
      if (best === undefined || run.score > best.score) best = run;
      from = -1;
    }
  }
  return best;
}

/** How dark the ticks' strip outside an axis is, along it. */
export function tickProfile(raster: Raster, ink: Float32Array, plot: Plot, axis: 'x' | 'y'): Float32Array {
  const { width } = raster;
  const length = axis === 'x' ? raster.width : raster.height;
  const profile = new Float32Array(length);
  for (let along = 0; along < length; along++) {
    for (let off = 2; off <= 4; off++) {
      const p = axis === 'x' ? (plot.bottom + off) * width + along : along * width + plot.left - off;
      profile[along] = at(profile, along) + at(ink, p) / 3;
    }
  }
  return profile;
}

/**
 * Where evenly spaced ticks are: as many as fit the profile best. `bands`: ticks in the middle of equal parts of the line,
 * else from end to end. `parts`: how many spaces there are, where that is known.
 */
export function findTicks(
  profile: Float32Array,
  from: number,
  to: number,
  layout: 'bands' | 'ends',
  parts?: number,
): { readonly places: readonly number[]; readonly quality: number } {
  const mean = meanOf(profile, from - 4, to + 4);
  let best: { places: number[]; quality: number } = { places: [], quality: -Infinity };
  for (const spaces of parts === undefined ? SPACES : [parts]) {
    const count = layout === 'bands' ? spaces : spaces + 1;
    // The ends of a worn line are known to a few pixels only.
    for (let start = from - 4; start <= from + 4; start++) {
      for (let end = to - 4; end <= to + 4; end++) {
        const step = (end - start) / spaces;
        const places = Array.from({ length: count }, (_, i) => start + (layout === 'bands' ? i + 0.5 : i) * step);
        const sum = places.reduce((total, place) => total + peakAt(profile, place) - mean, 0);
        const quality = sum / Math.sqrt(count);
        if (quality > best.quality) best = { places, quality };
      }
    }
  }
  return best;
}

function peakAt(profile: Float32Array, place: number): number {
  const near = Math.floor(place);
  const share = place - near;
  return at(profile, near) * (1 - share) + at(profile, near + 1) * share;
}

function meanOf(profile: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = Math.floor(from); i <= to; i++) sum += at(profile, i);
  return sum / Math.max(1, to - from + 1);
}

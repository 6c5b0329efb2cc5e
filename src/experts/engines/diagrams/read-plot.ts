/** @module The graph of a function on squared paper: the axes, the distance of the lines, and the height of the curve at each of them. */
import { at, type Raster } from '../raster/raster.js';

export interface PlotSeen {
  /** From the left; x whole, in units of the paper. */
  readonly samples: readonly { readonly x: number; readonly y: number }[];
}

/** A pixel of the curve has so much colour. */
const LEAST_CHROMA = 60;
/** Of the picture, an axis goes over so much. */
const AXIS_SHARE = 0.6;

export function readPlot(raster: Raster): PlotSeen | { readonly reason: string } {
  const { width, height, data } = raster;
  const value = (p: number, pick: (...channels: readonly number[]) => number): number =>
    pick(at(data, 3 * p), at(data, 3 * p + 1), at(data, 3 * p + 2));
  const dark = (x: number, y: number): number => 255 - value(y * width + x, Math.max);
  const columns = Array.from({ length: width }, (_, x) => meanOf(height, (y) => dark(x, y)));
  const rows = Array.from({ length: height }, (_, y) => meanOf(width, (x) => dark(x, y)));
  const [originX, originY] = [darkest(columns), darkest(rows)];
  if (originX === undefined || originY === undefined) return { reason: 'No two axes were found in the picture.' };
  const across = extent(width, (x) => dark(x, Math.round(originY)));
  const down = extent(height, (y) => dark(Math.round(originX), y));
  const [unitX, unitY] = [period(columns, originX, across), period(rows, originY, down)];
  if (unitX === undefined || unitY === undefined)
    return { reason: 'The lines of the grid behind the graph could not be made out.' };
  const curve = (x: number): number | undefined => {
    let [weight, moment] = [0, 0];
    for (let y = 0; y < height; y++) {
      const p = y * width + x;
      const chroma = value(p, Math.max) - value(p, Math.min);
      if (chroma < LEAST_CHROMA) continue;
      weight += chroma;
      moment += chroma * y;
    }
    return weight < 2 * LEAST_CHROMA ? undefined : moment / weight;
  };
  const heights = Array.from({ length: width }, (_, x) => curve(x));
  const first = heights.findIndex((each) => each !== undefined);
  const last = heights.findLastIndex((each) => each !== undefined);
  if (last - first < unitX) return { reason: 'No coloured graph was found in the picture.' };
  const [from, to] = [Math.round((first - originX) / unitX), Math.round((last - originX) / unitX)];
  const samples = Array.from({ length: to - from + 1 }, (_, index) => {
    const x = from + index;
    return { x, y: (originY - heightNear(heights, originX + x * unitX, [first, last], 0.3 * unitX)) / unitY };
  });
  return samples.some(({ y }) => !Number.isFinite(y)) ? { reason: 'The graph has gaps.' } : { samples };
}

function meanOf(length: number, valueAt: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += valueAt(i);
  return sum / length;
}

/** From where to where an axis is drawn. */
function extent(length: number, darkAt: (i: number) => number): readonly [number, number] {
  const isOn = (i: number): boolean => darkAt(i) > 110;
  const places = Array.from({ length }, (_, i) => i).filter(isOn);
  return [places[0] ?? 0, places.at(-1) ?? length - 1];
}

/** Middle of the darkest line that goes nearly all the way, its thickness counting; undefined where there is none. */
function darkest(pixels: readonly number[]): number | undefined {
  // A frame around the plot is thinner than the axes in it.
  const levels = pixels.map((level, i) => (level + (pixels[i - 1] ?? 0) + (pixels[i + 1] ?? 0)) / 3);
  const sorted = [...levels].sort((a, b) => a - b);
  const [floor, most] = [sorted[Math.floor(levels.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  if (most - floor < 255 * AXIS_SHARE * 0.15) return undefined;
  let [weight, moment] = [0, 0];
  const peak = levels.indexOf(most);
  for (let i = Math.max(0, peak - 3); i <= peak + 3; i++) {
    const over = Math.max(0, (levels[i] ?? 0) - (floor + most) / 2);
    weight += over;
    moment += over * i;
  }
  return moment / weight;
}

/** The distance at which lines repeat to both sides of the axis: of all distances that lines are found at, the largest. */
function period(levels: readonly number[], origin: number, [from, to]: readonly [number, number]): number | undefined {
  const level = (place: number): number => Math.max(...[-1, 0, 1].map((step) => levels[Math.round(place) + step] ?? 0));
  const between = (place: number): number => levels[Math.round(place)] ?? 0;
  let best: { readonly unit: number; readonly score: number } | undefined;
  for (let unit = 14; unit < (to - from) / 3; unit += 0.25) {
    let [score, worst, count] = [0, Infinity, 0];
    for (let step = Math.ceil((from - origin) / unit); origin + step * unit <= to; step++) {
      if (step === 0 || origin + step * unit < from + 3 || origin + step * unit > to - 3) continue;
      const rise =
        level(origin + step * unit) -
        (between(origin + (step - 0.5) * unit) + between(origin + (step + 0.35) * unit)) / 2;
      score += rise;
      worst = Math.min(worst, rise);
      count++;
    }
    if (count < 3 || worst < 0.15 * (score / count)) continue;
    // Twice the distance fits as well, with half as many lines: the sum tells.
    if (best === undefined || score > best.score) best = { unit, score };
  }
  return best === undefined || best.score < 6 ? undefined : best.unit;
}

/** The curve's height where it crosses a line: what it is on both sides, continued to there, for the line itself may hide it. */
function heightNear(
  heights: readonly (number | undefined)[],
  place: number,
  [first, last]: readonly [number, number],
  reach: number,
): number {
  const side = (direction: 1 | -1): number | undefined => {
    const points: { x: number; y: number }[] = [];
    for (let step = 3; step <= reach; step++) {
      const x = Math.round(place) + direction * step;
      const y = heights[x];
      if (x >= first && x <= last && y !== undefined) points.push({ x, y });
    }
    return points.length < 3 ? undefined : continued(points, place);
  };
  const [left, right] = [side(-1), side(1)];
  if (left !== undefined && right !== undefined) return (left + right) / 2;
  return left ?? right ?? Number.NaN;
}

function continued(points: readonly { readonly x: number; readonly y: number }[], to: number): number {
  const mx = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const my = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const vxx = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  const vxy = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return my + (vxy / vxx) * (to - mx);
}

/** @module Counts squares drawn one inside another, by their outlines. */
import { labelComponents, touchesEdge } from './components.js';
import { boundsOf, inkOf, inkThreshold, maskOf, type Box } from './ink.js';
import { at, cannot, found, type Finding, type Raster } from './raster.js';

const SQUARE_TOLERANCE = 0.12;

/**
 * Two independent counts: regions of background that are enclosed one in another (each outline closes one region), and
 * strokes crossed by the four rays from the innermost region. They agree on a clean picture; the confidence says how well.
 */
export function countNestedSquares(raster: Raster): Finding {
  const ink = inkOf(raster);
  const mask = maskOf(ink, inkThreshold(ink, 0.35));
  const bounds = boundsOf(mask, raster.width);
  if (bounds === undefined) return cannot('The picture is blank: no outlines were found.');
  if (!isSquare(bounds)) return cannot('The drawing as a whole is not square, so it is not a set of nested squares.');
  const { components } = labelComponents(mask, raster.width, 0, false);
  const least = Math.max(9, (bounds.maxX - bounds.minX) ** 2 * 0.0004);
  const regions = components.filter(
    (c) => !touchesEdge(c, raster.width, raster.height) && c.area >= least && inside(c, bounds),
  );
  const inward = [...regions].sort((a, b) => boxArea(b) - boxArea(a));
  const innermost = inward.at(-1);
  if (innermost === undefined) return cannot('No closed outline was found in the picture.');
  if (!isSquare(innermost)) return cannot('The innermost outline is not a square.');
  if (inward.some((region, i) => i > 0 && !inside(region, inward[i - 1] ?? region))) {
    return cannot('The outlines lie side by side, not one inside another.');
  }
  const rays = rayCounts(mask, raster.width, raster.height, innermost);
  const votes = [regions.length, ...rays];
  const count = mostCommon(votes);
  const agreement = votes.filter((vote) => vote === count).length / votes.length;
  const square = regions.filter(isSquare).length / regions.length;
  if (agreement < 0.4 || square < 0.5) return cannot('The outlines are not squares that lie one inside another.');
  return found(String(count), 0.35 + 0.4 * agreement + 0.24 * square - (agreement < 1 ? 0.15 : 0), { count });
}

function isSquare(box: Box): boolean {
  const width = box.maxX - box.minX + 1;
  const height = box.maxY - box.minY + 1;
  return Math.abs(width - height) <= Math.max(4, SQUARE_TOLERANCE * Math.max(width, height));
}

function inside(inner: Box, outer: Box): boolean {
  return inner.minX >= outer.minX && inner.maxX <= outer.maxX && inner.minY >= outer.minY && inner.maxY <= outer.maxY;
}

function boxArea(box: Box): number {
  return (box.maxX - box.minX + 1) * (box.maxY - box.minY + 1);
}

/** Strokes crossed on the way from the middle of the innermost region to each edge of the picture. */
function rayCounts(mask: Uint8Array, width: number, height: number, innermost: Box): number[] {
  const cx = Math.round((innermost.minX + innermost.maxX) / 2);
  const cy = Math.round((innermost.minY + innermost.maxY) / 2);
  const steps: readonly [number, number][] = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ];
  return steps.map(([dx, dy]) => {
    let strokes = 0;
    let inStroke = false;
    for (let x = cx, y = cy; x >= 0 && x < width && y >= 0 && y < height; x += dx, y += dy) {
      const set = at(mask, y * width + x) === 1;
      if (set && !inStroke) strokes++;
      inStroke = set;
    }
    return strokes;
  });
}

function mostCommon(values: readonly number[]): number {
  const times = (value: number): number => values.filter((other) => other === value).length;
  return values.reduce((best, value) => (times(value) > times(best) ? value : best));
}

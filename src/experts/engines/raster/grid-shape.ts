/** @module Counts the rows and columns of a ruled grid, with or without words in its cells. */
import { backgroundOf, boundsOf, inkOf, inkThreshold, maskOf, type Ink } from './ink.js';
import { at, cannot, clamp, found, type Finding, type Raster } from './raster.js';

/** A ruled line is inked over at least this share of the grid's width or height. */
const LINE_SHARE = 0.75;
/** No line is wider than this share of a cell. */
const MAX_LINE = 0.6;

/** Lines of a fat grid can cover more than its cells do: if the commonest colour is not the paper, the next one is. */
export function measureGrid(raster: Raster): Finding {
  const paper = backgroundOf(raster);
  const finding = measureOn(inkOf(raster, paper));
  return finding.kind === 'found' ? finding : measureOn(inkOf(raster, backgroundOf(raster, paper)));
}

/** Lines are rows (or columns) of pixels that are nearly all ink; cells lie between them. */
function measureOn(ink: Ink): Finding {
  const mask = maskOf(ink, inkThreshold(ink, 0.3));
  const bounds = boundsOf(mask, ink.width);
  if (bounds === undefined) return cannot('The picture is blank: no grid lines were found.');
  const { minX, minY, maxX, maxY } = bounds;
  const across = new Float64Array(ink.height);
  const down = new Float64Array(ink.width);
  for (let y = minY; y <= maxY; y++) {
    for (let x = minX; x <= maxX; x++) {
      if (mask[y * ink.width + x] !== 1) continue;
      across[y] = at(across, y) + 1 / (maxX - minX + 1);
      down[x] = at(down, x) + 1 / (maxY - minY + 1);
    }
  }
  const horizontal = withEdges(lineCentres(across), ink.height, minY, maxY);
  const vertical = withEdges(lineCentres(down), ink.width, minX, maxX);
  if (Math.min(horizontal.length, vertical.length) < 2 || horizontal.length + vertical.length < 5)
    return cannot('No ruled grid was found in the picture.');
  const rows = horizontal.length - 1;
  const columns = vertical.length - 1;
  const evenness = Math.min(regularity(horizontal), regularity(vertical));
  if (evenness < 0.3) return cannot('The lines found are not evenly spaced, so they are not a grid.');
  return found(`rows={${rows}} columns={${columns}}`, 0.98 * evenness, { rows, columns });
}

/** Middles of the runs of lined pixels; none when the runs are as wide as what lies between them. */
function lineCentres(share: Float64Array): number[] {
  const centres: number[] = [];
  let widest = 0;
  for (let i = 0; i < share.length; i++) {
    if (at(share, i) < LINE_SHARE) continue;
    const start = i;
    while (i + 1 < share.length && at(share, i + 1) >= LINE_SHARE) i++;
    centres.push((start + i) / 2);
    widest = Math.max(widest, i - start + 1);
  }
  const pitch = ((centres.at(-1) ?? 0) - at(centres, 0)) / Math.max(1, centres.length - 1);
  return widest > MAX_LINE * pitch ? [] : centres;
}

/**
 * Where the outer border was cut off, the crossing lines run to the picture's edge and one cell's width is left there: put
 * the border back. `inkFrom` and `inkTo` say how far the ink reaches.
 */
function withEdges(centres: readonly number[], size: number, inkFrom: number, inkTo: number): number[] {
  const first = centres[0];
  const last = centres.at(-1);
  if (first === undefined || last === undefined || centres.length < 2) return [...centres];
  const pitch = (last - first) / (centres.length - 1);
  const missing = (gap: number): boolean => Math.abs(gap - pitch) < 0.12 * pitch;
  const before = inkFrom <= 1 && missing(first);
  const after = inkTo >= size - 2 && missing(size - 1 - last);
  return [...(before ? [0] : []), ...centres, ...(after ? [size - 1] : [])];
}

/** 1 when all gaps are alike; 0 when one is twice the typical one. */
function regularity(centres: readonly number[]): number {
  const gaps = centres.slice(1).map((centre, i) => centre - at(centres, i));
  const typical = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  const worst = Math.max(...gaps.map((gap) => Math.abs(gap - typical)));
  return clamp(1.15 - worst / Math.max(typical, 1), 0, 1);
}

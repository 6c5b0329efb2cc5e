/** @module The labels of a chart, read, and the table of its values. */
import type { Raster } from '../raster/raster.js';
import type { OcrPool } from '../tesseract/ocr-pool.js';
import type { ChartTable } from './chart-table.js';
import { fitScale, labelsAt, mendSequence, type Label, type Scale } from './labels.js';
import type { Layout } from './layout.js';
import { readPart, type Part, type Word } from './read-labels.js';

export type ReadTable = { readonly table: ChartTable; readonly confidence: number } | { readonly reason: string };

const DIGITS = '0123456789.';

export async function readTable(raster: Raster, layout: Layout, ocr: OcrPool, signal: AbortSignal): Promise<ReadTable> {
  const names = await legendNames(raster, layout, ocr, signal);
  if (layout.plot === undefined) {
    const [shares = []] = layout.marks;
    const table = {
      categories: names.map(({ text }) => text),
      series: [{ name: '', values: shares }],
      isOrdered: false,
      isShares: true,
    };
    return { table, confidence: 0.95 * meanOf(names) };
  }
  const scale = await readScale(raster, layout, layout.plot, ocr, signal);
  if (scale === undefined) return { reason: 'The numbers of the axis could not be read.' };
  const { labels, isOrdered } = await readCategories(raster, layout, layout.plot, ocr, signal);
  const { plot } = layout;
  const toValue = (pixels: number): number => {
    // Bars are lengths from the axis, whatever its first tick says.
    const along = layout.kind === 'sideways' ? plot.left + pixels : plot.bottom - pixels;
    return scale.offset + scale.slope * along;
  };
  const series = layout.marks.map((marks, index) => ({
    name: layout.symbols.length === 0 ? '' : (names[index]?.text ?? ''),
    values: marks.map((pixels) => (pixels === 0 && layout.kind !== 'lines' ? Number.NaN : toValue(pixels))),
  }));
  const table = { categories: labels.map(({ text }) => text), series, isOrdered, isShares: false };
  const confidence =
    (0.6 + 0.4 * scale.agreement) * (0.5 + 0.5 * meanOf(labels)) * (names.length === 0 ? 1 : 0.5 + 0.5 * meanOf(names));
  return { table, confidence };
}

function meanOf(labels: readonly Label[]): number {
  return labels.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, labels.length);
}

/** The text at the right of each symbol, up to the next one. */
async function legendNames(
  raster: Raster,
  { symbols }: Layout,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<readonly Label[]> {
  return Promise.all(
    symbols.map(async (box) => {
      const next = symbols
        .filter(({ minX, minY }) => minX > box.maxX && Math.abs(minY - box.minY) < 8)
        .map(({ minX }) => minX);
      const right = Math.min(raster.width, ...next) - 2;
      const part = { left: box.maxX + 3, right, top: box.minY - 6, bottom: box.maxY + 8 };
      const words = await readPart(raster, part, { layout: 'line', whitelist: '', turn: 0 }, ocr, signal);
      return joined(words);
    }),
  );
}

function joined(words: readonly Word[]): Label {
  const real = words.filter((word) => /[\p{L}\p{N}]/u.test(word.text));
  return {
    text: real.map((word) => word.text).join(' '),
    confidence: real.length === 0 ? 0 : Math.min(...real.map((word) => word.confidence)),
  };
}

type PlotArea = NonNullable<Layout['plot']>;

async function readScale(
  raster: Raster,
  layout: Layout,
  plot: PlotArea,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Scale | undefined> {
  const isSideways = layout.kind === 'sideways';
  const part: Part = isSideways
    ? { left: plot.left - 25, right: plot.right + 40, top: plot.bottom + 6, bottom: layout.labelsBottom }
    : { left: layout.labelsLeft, right: plot.left - 6, top: plot.top - 14, bottom: plot.bottom + 14 };
  // A column of numbers is read as a block; where that fails, number by number.
  const words = await readPart(
    raster,
    part,
    { layout: isSideways ? 'line' : 'block', whitelist: DIGITS, turn: 0 },
    ocr,
    signal,
  );
  const best = fitScale(
    labelsAt(words, layout.ticks, (word) => (isSideways ? word.x : word.y)),
    layout.ticks,
  );
  if (best !== undefined && best.agreement >= 0.6) return best;
  const step = Math.abs((layout.ticks[1] ?? 0) - (layout.ticks[0] ?? 0));
  const labels = await Promise.all(
    layout.ticks.map(async (tick) => {
      const reach = isSideways ? step / 2 : Math.min(14, step / 2);
      const own = isSideways
        ? { ...part, left: tick - reach, right: tick + reach }
        : { ...part, top: tick - reach, bottom: tick + reach };
      return joined(await readPart(raster, own, { layout: 'line', whitelist: DIGITS, turn: 0 }, ocr, signal));
    }),
  );
  const single = fitScale(labels, layout.ticks);
  return best === undefined || (single !== undefined && single.agreement > best.agreement) ? single : best;
}

async function readCategories(
  raster: Raster,
  layout: Layout,
  plot: PlotArea,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<{ readonly labels: readonly Label[]; readonly isOrdered: boolean }> {
  const { categories } = layout;
  const isSideways = layout.kind === 'sideways';
  const part: Part = isSideways
    ? { left: 0, right: plot.left - 6, top: plot.top - 4, bottom: plot.bottom + 4 }
    : { left: Math.max(0, plot.left - 90), right: plot.right + 40, top: plot.bottom + 6, bottom: layout.labelsBottom };
  let best: { readonly labels: readonly Label[]; readonly isOrdered: boolean } | undefined;
  let bestQuality = -1;
  for (const turn of isSideways ? [0] : [0, 90, 45]) {
    const layoutOfText = turn === 0 && !isSideways ? 'line' : 'block';
    const words = await readPart(raster, part, { layout: layoutOfText, whitelist: '', turn }, ocr, signal);
    const labels = labelsAt(words, categories, (word) => (isSideways ? word.y : turn === 0 ? word.x : word.endX));
    const mended = mendSequence(labels);
    const quality = meanOf(mended.labels) + (mended.isOrdered ? 0.3 : 0);
    if (quality > bestQuality) [best, bestQuality] = [mended, quality];
    if (quality > 0.85) break;
  }
  return best ?? { labels: [], isOrdered: false };
}

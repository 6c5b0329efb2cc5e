/** @module Runs on a thread: what a diagram of a kind shows. */
import type { Raster } from '../raster/raster.js';
import { readGrids, type GridSeen } from './read-grids.js';
import { readPlot, type PlotSeen } from './read-plot.js';

export interface LookJob {
  readonly kind: 'grids' | 'plot';
  readonly raster: Raster;
}

export type Seen = { readonly grids: readonly GridSeen[] } | PlotSeen | { readonly reason: string };

export default function look({ kind, raster }: LookJob): Seen {
  return kind === 'grids' ? { grids: readGrids(raster) } : readPlot(raster);
}

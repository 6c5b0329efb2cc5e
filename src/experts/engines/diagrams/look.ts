/** @module Runs on a thread: what a diagram of a kind shows. */
import type { Raster } from '../raster/raster.js';
import { readContainer, type ContainerSeen } from './containers/read.js';
import { readFlow, type FlowSeen } from './flow/read.js';
import { readMachine, type MachineSeen } from './machines/read.js';
import { readGrids, type GridSeen } from './read-grids.js';
import { readPlot, type PlotSeen } from './read-plot.js';
import { readTree, type TreeSeen } from './trees/read.js';

export type DiagramKind = 'grids' | 'plot' | 'tree' | 'container' | 'flow' | 'machine';

export interface LookJob {
  readonly kind: DiagramKind;
  readonly raster: Raster;
}

export type Seen =
  | { readonly kind: 'grids'; readonly grids: readonly GridSeen[] }
  | ({ readonly kind: 'plot' } & PlotSeen)
  | TreeSeen
  | ContainerSeen
  | FlowSeen
  | MachineSeen
  | { readonly kind: 'cannot'; readonly reason: string };

export default function look({ kind, raster }: LookJob): Seen {
  switch (kind) {
    case 'grids':
      return { kind, grids: readGrids(raster) };
    case 'plot': {
      const seen = readPlot(raster);
      return 'reason' in seen ? { kind: 'cannot', reason: seen.reason } : { kind, ...seen };
    }
    case 'tree':
      return readTree(raster);
    case 'container':
      return readContainer(raster);
    case 'flow':
      return readFlow(raster);
    case 'machine':
      return readMachine(raster);
  }
}

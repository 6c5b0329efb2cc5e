/** @module The raster tasks by name, and how large a picture each wants. */
import { judgeContact } from './circle-contact.js';
import { measureGrid } from './grid-shape.js';
import { findHighlighted } from './highlighted-region.js';
import { countLineIntersections } from './line-intersections.js';
import { countNestedSquares } from './nested-squares.js';
import type { RasterTask } from './raster.js';
import { countRoutes } from './route-count.js';
import { findColouredRegions } from './scene/coloured-regions.js';
import { answerSceneQuestion } from './scene/scene-question.js';
import { countShapes } from './shape-count.js';

export interface TaskEntry {
  readonly run: RasterTask;
  /** Larger pictures are scaled down to this many pixels on their longer side first. */
  readonly maxSide: number;
}

export const RASTER_TASKS = {
  'line-intersections': { run: countLineIntersections, maxSide: 1200 },
  'circle-contact': { run: judgeContact, maxSide: 1200 },
  'highlighted-region': { run: findHighlighted, maxSide: 3000 },
  'shape-count': { run: countShapes, maxSide: 800 },
  'nested-squares': { run: countNestedSquares, maxSide: 1200 },
  'grid-shape': { run: measureGrid, maxSide: 1200 },
  'route-count': { run: countRoutes, maxSide: 1024 },
  'scene-question': { run: answerSceneQuestion, maxSide: 960 },
  'coloured-regions': { run: findColouredRegions, maxSide: 1920 },
} as const satisfies { readonly [name: string]: TaskEntry };

export type RasterTaskName = keyof typeof RASTER_TASKS;

export function isRasterTask(name: string): name is RasterTaskName {
  return Object.hasOwn(RASTER_TASKS, name);
}

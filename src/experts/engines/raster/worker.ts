/** @module Runs on a thread of the raster engine: one picture, one task. */
import type { Finding, Raster, RasterQuestion } from './raster.js';
import { RASTER_TASKS, type RasterTaskName } from './tasks.js';

export interface RasterJob {
  readonly task: RasterTaskName;
  readonly raster: Raster;
  readonly question: RasterQuestion;
}

export default function runRasterJob({ task, raster, question }: RasterJob): Finding {
  return RASTER_TASKS[task].run(raster, question);
}

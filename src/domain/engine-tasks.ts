/** @module What each local engine can be asked to do: the names that a solver's steps use and the engines answer to. */
import type { EngineName } from './registry.js';

export const ENGINE_TASKS = {
  tesseract: ['read', 'read-line', 'read-character'],
  raster: [
    'line-intersections',
    'circle-contact',
    'highlighted-region',
    'shape-count',
    'nested-squares',
    'grid-shape',
    'route-count',
    'scene-question',
    'coloured-regions',
  ],
  closer: ['read-plates'],
  charts: ['read-chart'],
  geometry: ['solve-figure'],
  diagrams: ['write-function'],
  documents: ['find-entry', 'read-formula'],
  algebra: ['solve'],
  quickjs: ['run', 'test'],
  python: ['run', 'test'],
  command: ['run', 'test'],
} as const satisfies Record<EngineName, readonly string[]>;

/** The environment variable without which an engine can't be called; empty: it needs none. */
export const ENGINE_VARIABLES = {
  tesseract: '',
  raster: '',
  closer: '',
  charts: '',
  geometry: '',
  diagrams: '',
  documents: '',
  algebra: '',
  quickjs: '',
  python: '',
  command: 'MAESTRO_SANDBOX_COMMAND',
} as const satisfies Record<EngineName, string>;

/** Can this engine be asked to do this? */
export function engineDoes(engine: EngineName, task: string): boolean {
  const tasks: readonly string[] = ENGINE_TASKS[engine];
  return tasks.includes(task);
}

/** Every task of every engine, each once. */
export function allEngineTasks(): readonly string[] {
  return [...new Set(Object.values(ENGINE_TASKS).flat())];
}

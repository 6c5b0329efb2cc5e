/** @module The local engines. */
import type { EngineName } from '../../domain/registry.js';
import { createAlgebraEngine } from './algebra/engine.js';
import { createChartsEngine } from './charts/engine.js';
import type { Engine } from './engine.js';
import { createCloserEngine } from './closer/engine.js';
import { createCommandEngine } from './command/engine.js';
import { createDiagramsEngine } from './diagrams/engine.js';
import { createGeometryEngine } from './geometry/engine.js';
import { createDocumentsEngine } from './documents/engine.js';
import { createPythonEngine } from './python/engine.js';
import { createQuickJsEngine } from './quickjs/engine.js';
import { createRasterEngine } from './raster/engine.js';
import { createTesseractEngine } from './tesseract/engine.js';

export type { Engine } from './engine.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A new engine. Its heavy parts (threads, WebAssembly, language data) are loaded by its first call. */
export function createEngine(name: EngineName, env: Environment = {}): Engine {
  switch (name) {
    case 'tesseract':
      return createTesseractEngine();
    case 'raster':
      return createRasterEngine();
    case 'closer':
      return createCloserEngine();
    case 'charts':
      return createChartsEngine();
    case 'geometry':
      return createGeometryEngine();
    case 'diagrams':
      return createDiagramsEngine();
    case 'documents':
      return createDocumentsEngine();
    case 'algebra':
      return createAlgebraEngine();
    case 'quickjs':
      return createQuickJsEngine();
    case 'python':
      return createPythonEngine();
    case 'command':
      return createCommandEngine(env);
  }
}

/** One engine of each name, made when it is first asked for. */
export interface Engines {
  get(name: EngineName): Engine;
  /** Ends the threads of all of them. */
  close(): Promise<void>;
}

export function createEngines(env: Environment = {}): Engines {
  const engines = new Map<EngineName, Engine>();
  return {
    get: (name) => {
      const engine = engines.get(name) ?? createEngine(name, env);
      engines.set(name, engine);
      return engine;
    },
    close: async () => {
      await Promise.all([...engines.values()].map((engine) => engine.close()));
    },
  };
}

/** @module The local engines. */
import type { EngineName } from '../../domain/registry.js';
import type { Engine } from './engine.js';

export type { Engine } from './engine.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A new engine. It is loaded by its first call, and so are its heavy parts (threads, WebAssembly, language data). */
export function createEngine(name: EngineName, env: Environment = {}): Engine {
  let loading: Promise<Engine> | undefined;
  return {
    call: async (request) => (await (loading ??= load(name, env))).call(request),
    close: async () => (await loading)?.close(),
  };
}

async function load(name: EngineName, env: Environment): Promise<Engine> {
  switch (name) {
    case 'tesseract':
      return (await import('./tesseract/engine.js')).createTesseractEngine();
    case 'raster':
      return (await import('./raster/engine.js')).createRasterEngine();
    case 'closer':
      return (await import('./closer/engine.js')).createCloserEngine();
    case 'charts':
      return (await import('./charts/engine.js')).createChartsEngine();
    case 'geometry':
      return (await import('./geometry/engine.js')).createGeometryEngine();
    case 'diagrams':
      return (await import('./diagrams/engine.js')).createDiagramsEngine();
    case 'documents':
      return (await import('./documents/engine.js')).createDocumentsEngine();
    case 'algebra':
      return (await import('./algebra/engine.js')).createAlgebraEngine();
    case 'quickjs':
      return (await import('./quickjs/engine.js')).createQuickJsEngine();
    case 'python':
      return (await import('./python/engine.js')).createPythonEngine();
    case 'command':
      return (await import('./command/engine.js')).createCommandEngine(env);
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

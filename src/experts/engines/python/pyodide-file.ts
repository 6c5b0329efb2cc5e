/** @module Where the files of the package `pyodide` are. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Absolute path of one of its files. */
export function pyodideFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve('pyodide/package.json')), name);
}

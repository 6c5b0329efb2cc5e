/** @module How Node is started for an interpreter: little memory, and no rights but to read its own code. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { workerPath } from '../../../threads/thread-pool.js';
import { pyodideFile } from './pyodide-file.js';

/** JavaScript's own heap; Python's memory is apart from it. */
const HEAP_MB = 512;

/** @param script below `experts/engines/python/`, without its extension */
export function nodeCommand(script: string): readonly [string, ...string[]] {
  const main = workerPath(`experts/engines/python/${script}`);
  const code = dirname(dirname(dirname(dirname(main))));
  const readable = [
    join(code, '*'),
    join(dirname(pyodideFile('package.json')), '*'),
    join(dirname(createRequire(import.meta.url).resolve('zod/package.json')), '*'),
    packageFile(code),
  ];
  return [
    process.execPath,
    `--max-old-space-size=${HEAP_MB}`,
    '--no-warnings',
    permissionFlag(),
    ...readable.map((path) => `--allow-fs-read=${path}`),
    main,
  ];
}

/** The nearest package.json, by which Node tells the kind of our modules. */
function packageFile(folder: string): string {
  const file = join(folder, 'package.json');
  const parent = dirname(folder);
  return existsSync(file) || parent === folder ? file : packageFile(parent);
}

/** Without write access, processes, threads and native code; its name lost a word in Node 22. */
function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
}

/**
 * Makes the snapshot from which Python's interpreters start, at build time, so that no process has to: some seconds of work. Where it
 * cannot be made the first program of a process has one made, and says what is wrong.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { snapshotBySeparateProcess, snapshotFile } from '../dist/experts/engines/python/snapshot.js';

/** What goes into it. */
const SOURCES = ['realm', 'realm-source', 'prelude', 'messages'].map(
  (name) => new URL(`../dist/experts/engines/python/${name}.js`, import.meta.url),
);

const file = snapshotFile();
const hash = createHash('sha256').update(readFileSync(createRequire(import.meta.url).resolve('pyodide/package.json')));
for (const source of SOURCES) hash.update(readFileSync(source));
const key = hash.digest('hex');
const noted = existsSync(`${file}.key`) ? readFileSync(`${file}.key`, 'utf8') : '';
if (noted !== key || !existsSync(file)) {
  try {
    writeFileSync(`${file}.new`, await snapshotBySeparateProcess(new AbortController().signal));
    renameSync(`${file}.new`, file);
    writeFileSync(`${file}.key`, key);
  } catch (error) {
    process.stderr.write(`maestro build: no snapshot of Python could be made: ${String(error)}\n`);
  }
}

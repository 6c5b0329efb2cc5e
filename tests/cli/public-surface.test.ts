import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

const ENTRY = new URL('../../dist/index.js', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Imports dist/index.js in a Node of its own, which tells every module that it loads. */
const PROBE = `
import { createRequire, register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`
import { writeSync } from 'node:fs';
export async function load(url, context, next) { writeSync(1, url + '\\\\n'); return next(url, context); }
\`), import.meta.url);
const surface = await import(${JSON.stringify(ENTRY)});
for (const file of Object.keys(createRequire(${JSON.stringify(ENTRY)}).cache)) console.log(file);
console.log('exports ' + Object.keys(surface).sort().join(' '));
`;

async function linesOfProbe(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROBE], {
    cwd: ROOT,
    maxBuffer: 1 << 24,
  });
  return stdout.trim().split('\n');
}

describe('The public surface', () => {
  test('exports what submitting and reading needs, and loads no worker, engine, store or native module', async () => {
    const lines = await linesOfProbe();
    expect(lines.at(-1)).toBe(
      'exports ERROR_CODES MaestroError OUTCOMES SEARCH_ATTRIBUTES WORKFLOW_QUEUE abortSignal failureCode reviewSignal rolloutId rolloutWorkflow startRollout stateQuery',
    );
    const own = lines.filter((line) => !line.includes('/node_modules/'));
    const rooms = own.flatMap((line) => /\/dist\/([^/]+\/?(?:[^/]+\.js)?)/.exec(line)?.[1] ?? []);
    expect(rooms.length).toBeGreaterThan(10);
    // Hashing is the one thing of the store room: it opens nothing.
    const allowed =
      /^(index\.js|domain\/.*|workflows\/.*|cli\/.*|temporal\/(failures|search-attributes|settings)\.js|store\/hash\.js)$/;
    expect(rooms.filter((room) => !allowed.test(room))).toEqual([]);
    const packages = new Set(lines.flatMap((line) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1] ?? []));
    expect([...packages].sort()).toEqual(['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc']);
    expect(lines.filter((line) => line.endsWith('.node'))).toEqual([]);
  });
});

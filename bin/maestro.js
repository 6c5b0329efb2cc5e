#!/usr/bin/env node
/** The command line. It needs `npm run build` once; `npm run maestro` does that by itself. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const INTERRUPTED = 130;

const entry = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(entry))) {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
  // What Ctrl-C left half done is not waited for; what was printed is.
  if (process.exitCode === INTERRUPTED) process.stdout.write('', () => process.exit());
} else {
  process.stderr.write('error: Maestro is not built yet. Run "npm run setup" in its folder, then try again.\n');
  process.exitCode = 1;
}

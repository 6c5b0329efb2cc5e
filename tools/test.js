/** `npm test`: sets up what is missing, has a Temporal server at hand, then runs Jest. Arguments go to Jest. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, setUp } from './setup.js';

setUp();
const { findTemporalBinary } = await import(pathToFileURL(join(ROOT, 'dist/temporal/binary/find.js')).href);
const { path, source } = await findTemporalBinary({
  env: process.env,
  log: (line) => process.stderr.write(`maestro test: ${line}\n`),
});
process.stderr.write(`maestro test: Temporal server from ${source}: ${path}\n`);

const result = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, TEMPORAL_CLI_PATH: path, NODE_ENV: 'test' } },
);
process.exitCode = result.status ?? 1;

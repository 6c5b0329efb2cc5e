/** `npm run chaos [-- --rollouts N --seed S]`: sets up, has a Temporal server at hand, then runs tests/chaos/storm/main.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, setUp } from './setup.js';

setUp();
const { findTemporalBinary } = await import(pathToFileURL(join(ROOT, 'dist/temporal/binary/find.js')).href);
const log = (line) => process.stderr.write(`maestro chaos: ${line}\n`);
const { path } = await findTemporalBinary({ env: process.env, log });
const hooks = pathToFileURL(join(ROOT, 'tests/store/support/ts-hooks.js')).href;
const argv = ['--import', hooks, join(ROOT, 'tests/chaos/storm/main.ts'), ...process.argv.slice(2)];
const env = { ...process.env, TEMPORAL_CLI_PATH: path };
process.exitCode = spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;

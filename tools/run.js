/** `npm start` and `npm run maestro -- ...`: sets up what is missing, then runs the command line. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.js';

setUp();
const child = spawn(process.execPath, [join(ROOT, 'bin/maestro.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // npm runs scripts at the top of the checkout; a user's relative paths start where npm was called.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  env: { ...process.env, MAESTRO_DATA_DIR: process.env.MAESTRO_DATA_DIR ?? join(ROOT, '.maestro') },
});
// The terminal sends Ctrl-C to both; the child decides what it means.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});

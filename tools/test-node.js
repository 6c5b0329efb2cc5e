/** `npm run test:node22`: the whole test suite under another Node, which npm's `node` package brings. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup.js';

const [version = '22', ...args] = process.argv.slice(2);
const command = ['exec', '--yes', `--package=node@${version}`, '--', 'node', join(ROOT, 'tools/test.js'), ...args];
process.exitCode =
  spawnSync('npm', command, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;

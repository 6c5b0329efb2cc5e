/** `npm run record-histories`: runs every scenario of tests/support/replay-scenarios.ts and writes its history. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup.js';

const args = ['--testMatch', '**/*.record.ts', '--runInBand', ...process.argv.slice(2)];
process.exitCode =
  spawnSync(process.execPath, [join(ROOT, 'tools/test.js'), ...args], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;

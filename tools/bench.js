/** `npm run bench:<name>`: sets up, compiles bench/ into .bench/, runs one benchmark. Arguments go to it. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.js';

const [name = '', ...args] = process.argv.slice(2);
setUp();
const run = (argv) => spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
const compiled = run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.bench.json']);
// Other engines' scripts are plain JavaScript: their packages are not installed where types are checked.
cpSync(join(ROOT, 'bench/peers/engines'), join(ROOT, '.bench/peers/engines'), { recursive: true });
process.exitCode = compiled === 0 ? run([join(ROOT, '.bench', name, 'main.js'), ...args]) : compiled;

/**
 * Makes a fresh clone ready, doing only what is missing: dependencies, then the build. Plain Node, no package needed.
 * `npm start`, `npm test` and `npm run maestro` call it first, so each of them works as the first command after a clone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = 'node_modules/.maestro-setup';
const LOCK = join(ROOT, '.maestro-setup.lock');

/** Installs and builds what is missing. Progress goes to stderr, so that a command's own output stays clean. */
export function setUp() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Maestro needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  locked(() => {
    const wanted = hash(['package-lock.json']);
    if (read(STAMP) !== wanted) {
      say('installing dependencies (about a minute the first time)...');
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      writeFileSync(join(ROOT, STAMP), wanted);
    }
    const sources = hash([
      ...filesUnder('src'),
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
      'tools/bundle.js',
      'tools/python-snapshot.js',
      'tools/shipped-yaml.js',
    ]);
    if (read('dist/.built') !== sources) {
      say('building...');
      rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
      run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
      run(process.execPath, ['tools/bundle.js']);
      run(process.execPath, ['tools/python-snapshot.js']);
      run(process.execPath, ['tools/shipped-yaml.js']);
      writeFileSync(join(ROOT, 'dist/.built'), sources);
    }
  });
}

/** Two commands started at once must not install over each other: the second waits for the first. */
function locked(work) {
  const started = Date.now();
  let waiting = false;
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(read('.maestro-setup.lock/pid') || NaN);
    const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (Number.isNaN(owner) ? age > 5_000 : !isAlive(owner)) {
      rmSync(LOCK, { recursive: true, force: true });
      continue;
    }
    if (!waiting) say('another command is setting up this checkout; waiting for it...');
    waiting = true;
    if (Date.now() - started > 15 * 60_000) fail(`still locked after 15 minutes: remove ${LOCK} if nothing runs.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid));
  try {
    work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error !== undefined) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    fail(`"${command} ${args.join(' ')}" failed with exit code ${result.status}; its output is above.`);
}

function filesUnder(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

function hash(files) {
  const sum = createHash('sha256');
  for (const file of files)
    sum
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  return sum.digest('hex');
}

function read(file) {
  return existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : undefined;
}

function say(line) {
  process.stderr.write(`maestro setup: ${line}\n`);
}

function fail(line) {
  // The lock goes with the process: its pid is dead for the next command.
  process.stderr.write(`maestro setup: ${line}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();

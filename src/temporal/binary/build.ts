/** @module Building Temporal from its Go module, where Go is there. */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TEMPORAL_CLI_VERSION } from '../settings.js';
import { BINARY_NAME, type Env } from './cache.js';

const run = promisify(execFile);
const PROGRESS_MS = 30_000;
const ERROR_TAIL = 600;

/** The folder of the Go module that pins the CLI and all it depends on. */
const MODULE_DIR = fileURLToPath(new URL('../../../tools/temporal', import.meta.url));

/**
 * Builds the pinned CLI into `folder`: about six minutes on two cores, less than one when Go has built it before.
 * @returns the path of the executable.
 * @throws Error (collected by the caller) when `go` is missing or the build fails, with the end of its output.
 */
export async function buildFromModule(folder: string, env: Env, log: (line: string) => void): Promise<string> {
  await run('go', ['version'], { env });
  const binary = join(folder, BINARY_NAME);
  log('Building Temporal from its Go module: about 6 minutes the first time.');
  const started = Date.now();
  const progress = setInterval(
    () => log(`Still building Temporal (${Math.round((Date.now() - started) / 1000)} s).`),
    PROGRESS_MS,
  );
  try {
    await goBuild(binary, env);
  } finally {
    clearInterval(progress);
  }
  return binary;
}

async function goBuild(binary: string, env: Env): Promise<void> {
  const stamp = `-X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_CLI_VERSION}`;
  const args = [
    'build',
    '-trimpath',
    '-ldflags',
    `-s -w ${stamp}`,
    '-o',
    binary,
    'github.com/temporalio/cli/cmd/temporal',
  ];
  // No C compiler, no workspace of the user's, no flags that change which modules are taken.
  const child = spawn('go', args, {
    cwd: MODULE_DIR,
    env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-ERROR_TAIL)));
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
  if (code !== 0) throw new Error(`go build ended with ${code}: ${tail.trim()}`);
}

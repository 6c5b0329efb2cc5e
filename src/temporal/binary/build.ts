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

/** A program that the Go module builds. */
export interface Program {
  /** What it is called in messages. */
  readonly name: string;
  readonly file: string;
  /** Go's path of its package. */
  readonly package: string;
  /** For the linker. */
  readonly flags: string;
  /** About how long a first build takes. */
  readonly minutes: number;
}

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** The CLI with its development server. */
export const CLI: Program = {
  name: 'Temporal',
  file: BINARY_NAME,
  package: 'github.com/temporalio/cli/cmd/temporal',
  flags: `-X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_CLI_VERSION}`,
  minutes: 6,
};

/** All services for PostgreSQL, the web interface, and the tool that sets the schema up: `tools/temporal/full`. */
export const FULL_SERVER: Program = {
  name: "Temporal's server for PostgreSQL",
  file: `temporal-full${SUFFIX}`,
  package: 'maestro.local/tools/temporal/full',
  flags: '',
  minutes: 6,
};

/** The folder of the Go module that pins both and all they depend on. */
const MODULE_DIR = fileURLToPath(new URL('../../../tools/temporal', import.meta.url));

/**
 * Builds the pinned program into `folder`: some minutes on two cores, less than one when Go has built it before.
 * @returns the path of the executable.
 * @throws Error (collected by the caller) when `go` is missing or the build fails, with the end of its output.
 */
export async function buildFromModule(
  folder: string,
  program: Program,
  env: Env,
  log: (line: string) => void,
): Promise<string> {
  await run('go', ['version'], { env });
  const { name, file, minutes } = program;
  const binary = join(folder, file);
  log(`Building ${name} from its Go module: about ${minutes} minutes the first time.`);
  const started = Date.now();
  const progress = setInterval(
    () => log(`Still building ${name} (${Math.round((Date.now() - started) / 1000)} s).`),
    PROGRESS_MS,
  );
  try {
    await goBuild(binary, program, env);
  } finally {
    clearInterval(progress);
  }
  return binary;
}

async function goBuild(binary: string, program: Program, env: Env): Promise<void> {
  const args = ['build', '-trimpath', '-ldflags', `-s -w ${program.flags}`.trim(), '-o', binary, program.package];
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

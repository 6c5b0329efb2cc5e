/** @module The real command line as a child process: `node bin/maestro.js ...`. Needs `dist/` (npm test builds it). */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';

const BIN = fileURLToPath(new URL('../../../bin/maestro.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all of stderr so far whenever some came; may send a signal. */
  readonly onStderr?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export interface RunningCli {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Holds nothing of the tester's but PATH, HOME and the Temporal binary. */
export function commandEnvironment(cwd: string, env: CliOptions['env'] = {}): Record<string, string> {
  const { PATH = '', HOME = '', TEMPORAL_CLI_PATH } = process.env;
  const inherited = { PATH, HOME, ...(TEMPORAL_CLI_PATH === undefined ? {} : { TEMPORAL_CLI_PATH }) };
  return { ...inherited, MAESTRO_DATA_DIR: join(cwd, 'data'), ...env };
}

/** Runs a command to its end, in an environment that holds nothing of the tester's but PATH, HOME and the Temporal binary. */
export function runCli(args: readonly string[], options: CliOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

/** The same, not waited for. */
export function startCli(args: readonly string[], { cwd, env, onStderr }: CliOptions): RunningCli {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: commandEnvironment(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, (signal) => child.kill(signal));
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
    }),
  };
}

/** A folder of its own for a test file. The path is real, so that it compares. What runs in it is stopped before it is removed. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await realpath(await mkdtemp(join(tmpdir(), 'maestro-cli-')));
  });
  afterAll(async () => {
    const started = ['temporal', 'worker'].some((name) => existsSync(join(folder.path, 'data', name)));
    if (started) await runCli(['down'], { cwd: folder.path });
    await rm(folder.path, { recursive: true, force: true });
  });
  return folder;
}

/** The one JSON value on stdout. Throws when there is anything else. */
export function onlyJson(stdout: string): Record<string, unknown> {
  const value: unknown = JSON.parse(stdout);
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${stdout}`);
  return { ...value };
}

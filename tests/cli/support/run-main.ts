/** @module The command line inside the test's own process: quick, for what starts no process. */
import { main } from '../../../src/cli/main.js';
import type { Ended } from './run-cli.js';

export async function runMain(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], MAESTRO_DATA_DIR: 'data', ...env },
    cwd: () => cwd,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

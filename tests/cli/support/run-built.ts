/**
 * @module The command line as it was built, inside the test's own process: it works with the servers and workers of the real one, and
 * spares a process for each command. Who sends it signals, or wants to see its process, runs the real one.
 */
import type { main as Main } from '../../../src/cli/main.js';
import { commandEnvironment, type CliOptions, type Ended } from './run-cli.js';

const MAIN = new URL('../../../dist/cli/main.js', import.meta.url).href;

export async function runBuilt(args: readonly string[], { cwd, env }: Omit<CliOptions, 'onStderr'>): Promise<Ended> {
  const { main } = (await import(MAIN)) as { readonly main: typeof Main };
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    env: commandEnvironment(cwd, env),
    cwd: () => cwd,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

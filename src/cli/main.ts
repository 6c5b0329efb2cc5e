/** @module The command line: parses, runs one command, and turns whatever happens into an exit code. */
import { readFileSync } from 'node:fs';
import { readSettings } from '../settings.js';
import { COMMANDS } from './commands/index.js';
import { EXIT } from './exit-codes.js';
import { createOutput, type OutputStream } from './output.js';
import { endWithReader, stopOnSignals } from './process-events.js';
import { createProgram } from './program.js';
import { withRegistryOption } from './registry-option.js';
import { reportError } from './report-error.js';

/** What the command line uses of its process. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  cwd(): string;
}

/**
 * @param argv without the names of Node and of the script
 * @param around the process, or a stand-in
 * @returns the exit code; nothing is thrown
 */
export async function main(argv: readonly string[], around: Surroundings = process): Promise<number> {
  const { env, stdout, stderr } = around;
  const cwd = around.cwd();
  const out = createOutput({ stdout, stderr, env, json: argv.includes('--json') });
  const stop = around === process ? stopOnSignals() : new AbortController().signal;
  if (around === process) endWithReader();
  let exit: number = EXIT.ok;
  const program = createProgram({
    version: versionOfPackage(),
    commands: COMMANDS,
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => {
      if (!out.json) stderr.write(text);
    },
    run: async (command, input) => {
      const clock = { now: () => Date.now() };
      const set = await withRegistryOption(env, cwd, input);
      const settings = readSettings(set, cwd);
      exit = await command.run({ command: command.name, settings, env: set, cwd, out, clock, signal: stop }, input);
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    out.status('');
    if (!stop.aborted) return reportError(error, out);
    out.emit({ interrupted: true, resume: 'run the same command again' });
    return EXIT.interrupted;
  }
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

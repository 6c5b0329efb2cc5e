/** @module The command line: parses, runs one command, and turns whatever happens into an exit code. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { ERROR_CODES, isMaestroError, messageOf } from '../domain/errors.js';
import { readSettings } from '../settings.js';
import { COMMANDS } from './commands/index.js';
import { EXIT } from './exit-codes.js';
import { createOutput, type Output, type OutputStream } from './output.js';
import { createProgram } from './program.js';

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
      exit = await command.run({ settings: readSettings(env, cwd), env, cwd, out, clock, signal: stop }, input);
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    out.status('');
    return stop.aborted ? EXIT.interrupted : report(error, out);
  }
}

/** The reader of a pipe may have seen enough: no reason to complain. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
  });
}

function report(error: unknown, out: Output): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    out.emit({ error: { code: 'INVALID_INPUT', message: error.message } }); // people were told by commander
    return EXIT.badInput;
  }
  const code = isMaestroError(error) ? error.code : 'INTERNAL';
  out.emit({ error: { code, message: messageOf(error) } });
  if (!out.json) {
    out.note(`${out.noteColors.red('error:')} ${messageOf(error)}`);
    if (code === 'INTERNAL' && error instanceof Error) out.note(out.noteColors.dim(error.stack ?? ''));
  }
  return ERROR_CODES[code].exit;
}

/** The first Ctrl-C asks the command to end, the second one does not ask. */
function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

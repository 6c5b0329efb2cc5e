/** @module What a command is: data that the help text and the parser are made of, and a function that runs it. */
import type { Settings } from '../settings.js';
import type { Output } from './output.js';

export interface ArgumentSpec {
  /** As it stands in the help text and in the input, e.g. `question`. */
  readonly name: string;
  readonly summary: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** Takes all words that are left; the input holds a list. Only the last argument may. */
  readonly repeatable?: boolean;
}

export interface OptionSpec {
  /** `--limit <n>`, or `--again` for a switch. The input holds it in camel case: `--max-calls` is `maxCalls`. */
  readonly flags: string;
  readonly summary: string;
  /** May be given several times; the input holds a list. */
  readonly repeatable?: boolean;
}

/** Everything a command may use of the outside world. */
export interface Context {
  /** The name of the command that runs. */
  readonly command: string;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly out: Output;
  readonly clock: { readonly now: () => number };
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Arguments and options as the user typed them, by name; every command checks its own with `parseInput`. */
export type RawInput = Readonly<Record<string, unknown>>;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What else there is to say, shown above the options. */
  readonly details?: string;
  readonly examples: readonly string[];
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** @returns the exit code; errors are thrown, and get the exit code of their place in the table of errors */
  run(context: Context, input: RawInput): Promise<number>;
}

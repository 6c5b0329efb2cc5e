/** @module The commander program that our commands' data describe. */
import { Argument, Command as Commander, Option } from 'commander';
import type { ArgumentSpec, Command, OptionSpec, RawInput } from './command.js';
import { EXIT_CODES } from './exit-codes.js';

export interface ProgramOptions {
  readonly version: string;
  readonly commands: readonly Command[];
  readonly run: (command: Command, input: RawInput) => Promise<void>;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

/** A program that throws commander's error instead of ending the process. */
export function createProgram({ version, commands, run, writeOut, writeErr }: ProgramOptions): Commander {
  const program = new Commander('maestro')
    .description('Answers questions with the right model-skill pairs, step by step, durably.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ writeOut, writeErr })
    .showSuggestionAfterError()
    .addHelpText('after', `\n${exitCodes()}\n\n${ENVIRONMENT}`);
  for (const command of commands) program.addCommand(subCommand(command, run, program));
  return program;
}

function subCommand(command: Command, run: ProgramOptions['run'], program: Commander): Commander {
  const { name, summary, details, examples } = command;
  const sub = new Commander(name).summary(summary).copyInheritedSettings(program);
  sub.description(details === undefined ? sentence(summary) : `${sentence(summary)}\n\n${details}`);
  for (const spec of command.arguments) sub.addArgument(toArgument(spec));
  for (const spec of command.options) sub.addOption(toOption(spec));
  sub.option('--json', 'print JSON on stdout, and nothing else there');
  sub.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  return sub.action(async () => {
    const named = command.arguments.map(({ name: key }, index): [string, unknown] => [key, sub.processedArgs[index]]);
    await run(command, { ...sub.opts(), ...Object.fromEntries(named) });
  });
}

function toArgument({ name, summary, required, choices, repeatable }: ArgumentSpec): Argument {
  const word = repeatable === true ? `${name}...` : name;
  const argument = new Argument(required ? `<${word}>` : `[${word}]`, summary);
  return choices === undefined ? argument : argument.choices([...choices]);
}

function toOption({ flags, summary, repeatable }: OptionSpec): Option {
  const option = new Option(flags, summary);
  if (repeatable !== true) return option;
  return option.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]);
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function exitCodes(): string {
  return ['Exit codes:', ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`)].join('\n');
}

const ENVIRONMENT = `Environment:
  MAESTRO_DATA_DIR     where everything is kept (default .maestro in this folder)
  MAESTRO_REGISTRY     registry folders or YAML files over the shipped registry, as with --registry
  MAESTRO_IMAGE_ROOTS  folders from which the worker may read images (default: this folder)
  MAESTRO_CACHE=off    keep no replies of experts for other rollouts, and serve none
  MAESTRO_WORKER=none  start no worker: others serve the task queues
  TEMPORAL_ADDRESS     a Temporal server to use instead of the embedded one (also TEMPORAL_PROFILE)
  NO_COLOR             no colours`;

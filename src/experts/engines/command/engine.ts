/** @module The engine `command`: runs programs by the user's own command, e.g. bubblewrap or a container, which reads them from standard input. */
import { ENGINE_VARIABLES } from '../../../domain/engine-tasks.js';
import { MaestroError } from '../../../domain/errors.js';
import { isLanguage } from '../../../domain/code/languages.js';
import type { Engine } from '../engine.js';
import { callSandbox } from '../sandbox/call-sandbox.js';
import { createSlots } from '../../../threads/slots.js';
import { runByCommand } from './run-by-command.js';

const SANDBOX_COMMAND = ENGINE_VARIABLES.command;

type Environment = Readonly<Record<string, string | undefined>>;

/** At once. */
const PROCESSES = 4;

/**
 * Tasks `run` and `test` (see `callSandbox`). `params.language`: `python` (default) or `javascript`; `params.timeout_ms`: up to
 * 300,000, default 30,000. What the program may do and use is up to the command; its time, its output and its processes are not.
 * @throws MaestroError from `call`: EXPERT_UNAVAILABLE when there is no command, or the command can't be run
 */
export function createCommandEngine(env: Environment): Engine {
  const slots = createSlots(PROCESSES);
  let closing = new AbortController();
  return {
    call: (request) => {
      const wanted = request.params['language'];
      const language = isLanguage(wanted) ? wanted : 'python';
      return callSandbox(request, {
        engine: 'command',
        language,
        defaultTimeoutMs: 30_000,
        maxTimeoutMs: 300_000,
        run: async (program, signal) => {
          const until = AbortSignal.any([signal, closing.signal]);
          await slots.take(until);
          try {
            return await runByCommand({ command: commandIn(env), env, language }, program, until);
          } finally {
            slots.give();
          }
        },
      });
    },
    close: () => {
      closing.abort(new MaestroError('EXPERT_UNAVAILABLE', 'The engine of the sandbox command was closed.'));
      closing = new AbortController();
      return Promise.resolve();
    },
  };
}

function commandIn(env: Environment): string {
  const command = env[SANDBOX_COMMAND] ?? '';
  if (command !== '') return command;
  const advice = 'Set it to a command that runs the program on its standard input.';
  throw new MaestroError('EXPERT_UNAVAILABLE', `The environment variable ${SANDBOX_COMMAND} is not set. ${advice}`);
}

/** @module `maestro demo` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput, wholeNumber } from '../input.js';

const schema = z.object({
  what: z.enum(['crash'], 'must be crash').default('crash'),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});

export const demo: Command = {
  name: 'demo',
  summary: 'kill the worker in the middle of a rollout, and see it finish',
  details:
    'Starts a rollout that pauses before each step, kills its worker (SIGKILL) once calls are recorded, lets the worker be ' +
    'started again, and shows that the rollout went on and that no recorded call was made again.',
  examples: ['maestro demo crash'],
  arguments: [{ name: 'what', summary: 'crash', required: false, choices: ['crash'] }],
  options: [{ flags: '--seed <n>', summary: 'which picture (default: by the clock)' }],
  run: async (context, input) => {
    const { seed } = parseInput(schema, input);
    const { demoCrash } = await import('../demo/crash.js');
    return demoCrash(context, seed ?? context.clock.now() % 1_000_000);
  },
};

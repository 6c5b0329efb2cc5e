/** @module `maestro show` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const schema = z.object({ rollout: z.string().trim().min(1, 'is empty') });

export const show: Command = {
  name: 'show',
  summary: 'show a rollout turn by turn',
  details:
    'Reads the results store only, so it needs no server and outlives its history. An id may be shortened as long as it is ' +
    'unique.',
  examples: ['maestro show ask-1f0c9a2b7d3e4f50', 'maestro show ask-1f0c --json'],
  arguments: [{ name: 'rollout', summary: "the rollout's id, or its beginning", required: true }],
  options: [],
  run: async (context, input) => {
    const { rollout } = parseInput(schema, input);
    const { showRollout } = await import('../show/show-rollout.js');
    return showRollout(context, rollout);
  },
};

/** @module `maestro show` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const schema = z.object({ rollout: z.string().trim().min(1, 'is empty') });

export const show: Command = {
  name: 'show',
  summary: 'show a rollout turn by turn',
  details:
    'The beginning of an id will do where no other rollout begins so. A finished rollout needs no server; of one that runs, the ' +
    'turns and calls whose replies arrived are shown, and what it waits for.',
  examples: ['maestro show ask-6ddf588196e6f89f', 'maestro show ask-6ddf', 'maestro show ask-6ddf --json | jq .turns'],
  arguments: [{ name: 'rollout', summary: 'its id, or the beginning of it', required: true }],
  options: [],
  run: async (context, input) => {
    const { rollout } = parseInput(schema, input);
    const { runShow } = await import('../show/run-show.js');
    return runShow(context, rollout);
  },
};

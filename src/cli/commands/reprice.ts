/** @module `maestro reprice` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const schema = z.object({
  run: z.string().trim().min(1, 'is empty'),
  prices: z.string({ error: 'is required' }).min(1, 'is empty'),
});

export const reprice: Command = {
  name: 'reprice',
  summary: 'what stored rollouts would have cost by another price list',
  details:
    'Costs are worked out again from the tokens and calls that were recorded, failed attempts that were billed included. The rollouts keep what they have; the new costs are written ' +
    'beside it, known by rollout and price list, so that the same command again changes nothing. A model that is not in the list keeps ' +
    'the cost that was recorded, and is named. Needs no server. The file, US dollars per million tokens and per call:\n\n' +
    'models:\n  Qwen3-VL: { input_per_mtok: 0.2, output_per_mtok: 0.6 }\n  Detector: { per_call: 0.001 }',
  examples: [
    'maestro reprice blindtest-20261123-101500-3fa2 --prices july.yaml',
    'maestro reprice my-run --prices july.yaml --json | jq .models',
  ],
  arguments: [{ name: 'run', summary: 'a run of eval, a suite, or ids with commas between them', required: true }],
  options: [{ flags: '--prices <file>', summary: 'the price list, YAML' }],
  run: async (context, input) => {
    const { run, prices } = parseInput(schema, input);
    const { runReprice } = await import('../rescore/run-reprice.js');
    return runReprice(context, { run, prices });
  },
};

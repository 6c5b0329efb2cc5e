/** @module `maestro ablate` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput, wholeNumber } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';
import { REPORT_OPTIONS, reportFields } from './report.js';

const SIZES = ['2', '4', '6', '8'];
const SUBSETS = 3;

const schema = z.object({
  suites: z.array(z.string().min(1, 'is empty')).min(1),
  policy: z.string().trim().min(1, 'is empty').default('keyword'),
  model: z.string().trim().min(1, 'is empty').optional(),
  pool: z.array(wholeNumber(1, 1_000)).default(SIZES.map(Number)),
  subsets: wholeNumber(1, 100).default(SUBSETS),
  limit: wholeNumber(1, 1e9).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  samples: wholeNumber(1, 1_000).default(1),
  concurrency: wholeNumber(1, 2_000).optional(),
  adapter: z.string().min(1, 'is empty').optional(),
  ...reportFields,
});

export const ablate: Command = {
  name: 'ablate',
  summary: 'what the model pool and the skills are worth: the same tasks with parts of the registry switched off',
  details:
    'Arms: the full registry; no model pool (one model with its skills); no skills (each model asked as it is); and pools of N skills, ' +
    'averaged over random nested subsets of the skills. Each arm is a batch under a registry overlay in the data folder; ' +
    'models without skills left still serve the steps of solvers. The report compares every arm with the full registry, paired on the ' +
    'same tasks. The same command again goes on where it was. An arm that the registry does not allow is left out, and named.',
  examples: [
    'maestro ablate blindtest charts --limit 70 --out ablation.html',
    'maestro ablate counting --policy chat-tools:Endpoint --model Raster --pool 2 --pool 4 --subsets 5 --out ablation.html',
  ],
  arguments: [{ name: 'suites', summary: 'suites or files of tasks', required: true, repeatable: true }],
  options: [
    { flags: '-p, --policy <name>', summary: 'what decides (default keyword)' },
    { flags: '--model <id>', summary: 'which model is left without a pool (default: the one with the most skills)' },
    { flags: '--pool <n>', summary: `a number of skills (default ${SIZES.join(', ')})`, repeatable: true },
    { flags: '--subsets <n>', summary: `random nested subsets of skills (default ${SUBSETS})` },
    { flags: '-l, --limit <n>', summary: 'at most so many tasks of each suite' },
    { flags: '--seed <n>', summary: 'chooses the items of a suite, the subsets, and everything random (default 0)' },
    { flags: '-n, --samples <n>', summary: 'rollouts of each task in each arm (default 1)' },
    { flags: '-c, --concurrency <n>', summary: 'rollouts in flight, as of batch submit' },
    { flags: '--adapter <name>', summary: 'how the columns of a dataset are read; see "maestro data"' },
    ...REPORT_OPTIONS,
    REGISTRY_OPTION,
  ],
  run: async (context, input) => {
    const { suites, pool, ...rest } = parseInput(schema, input);
    const { policy, model, subsets, limit, seed, samples, concurrency, adapter, title, rule, out } = rest;
    const { runAblation } = await import('../report/run-ablation.js');
    return runAblation(context, {
      ...{ sources: suites, policy, model, sizes: pool, subsets, limit, seed, samples },
      ...{ concurrency, adapter, title, rule, out },
    });
  },
};

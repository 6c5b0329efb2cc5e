/** @module `maestro baselines` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput, wholeNumber } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';
import { REPORT_OPTIONS, reportFields } from './report.js';

const TRAIN_SEED = 1_000_003;

const schema = z.object({
  tasks: z.string().min(1, 'is empty'),
  train: z.string().min(1, 'is empty').optional(),
  limit: wholeNumber(1, 1e9).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  trainSeed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(TRAIN_SEED),
  samples: wholeNumber(1, 1_000).default(1),
  policy: z.array(z.string().trim().min(1, 'is empty')).default([]),
  pair: z.array(z.string().trim().min(1, 'is empty')).default([]),
  concurrency: wholeNumber(1, 2_000).optional(),
  adapter: z.string().min(1, 'is empty').optional(),
  ...reportFields,
});

export const baselines: Command = {
  name: 'baselines',
  summary: 'what any router has to beat: every single pair, random, keyword, the routing reference, hindsight',
  details:
    'Runs two batches: every single pair on tasks of another seed (train), then on the tasks themselves (test) together with keyword, random ' +
    'and the policies you name. The report has the best single pair and the routing reference, both chosen on train, each model with ' +
    'no skills (its pair with Direct) and with all of its own, hindsight, and gap closed; all on the same tasks. Batches are durable: ' +
    'the same command again goes on where it was, and runs nothing that is done.',
  examples: [
    'maestro baselines charts --limit 100 --out baselines.html',
    'maestro baselines counting --policy chat-tools:Endpoint --samples 4 --out baselines.html --out baselines.json',
    'maestro baselines test.jsonl --train train.jsonl --pair Raster@@Counting --pair Tesseract@@OCR',
  ],
  arguments: [{ name: 'tasks', summary: 'a suite, a .jsonl file or another dataset', required: true }],
  options: [
    {
      flags: '-t, --train <tasks>',
      summary: 'a suite or file to choose on (default: the same suite, of --train-seed)',
    },
    { flags: '-l, --limit <n>', summary: 'at most so many tasks of each' },
    { flags: '-p, --policy <name>', summary: 'a policy to be compared, beside keyword and random', repeatable: true },
    {
      flags: '--pair <pair>',
      summary: 'a single pair to be run (default: every one that can be called)',
      repeatable: true,
    },
    { flags: '-n, --samples <n>', summary: 'rollouts of each task under each policy (default 1)' },
    { flags: '-c, --concurrency <n>', summary: 'rollouts in flight, as of batch submit' },
    { flags: '--seed <n>', summary: 'of the tasks that are judged (default 0)' },
    { flags: '--train-seed <n>', summary: `of the tasks that are chosen on (default ${TRAIN_SEED})` },
    { flags: '--adapter <name>', summary: 'how the columns of a dataset are read; see "maestro data"' },
    ...REPORT_OPTIONS,
    REGISTRY_OPTION,
  ],
  run: async (context, input) => {
    const { tasks, train, policy, pair, ...rest } = parseInput(schema, input);
    const { limit, seed, trainSeed, samples, concurrency, adapter, title, rule, out } = rest;
    const { runBaselines } = await import('../report/run-baselines.js');
    return runBaselines(context, {
      ...{ source: tasks, trainSource: train, limit, seed, trainSeed, samples },
      ...{ policies: policy, pairs: pair, concurrency, adapter, title, rule, out },
    });
  },
};

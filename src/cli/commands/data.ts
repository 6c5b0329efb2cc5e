/** @module `maestro data` */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { parseInput, wholeNumber } from '../input.js';

const ACTIONS = ['inspect', 'validate', 'convert', 'sample', 'mix', 'export', 'adapters'] as const;
const text = z.string().min(1, 'is empty').optional();
const DEFAULT_SAMPLE = 10;

const schema = z.object({
  action: z.enum(ACTIONS),
  what: text,
  adapter: text,
  out: text,
  size: wholeNumber(1, 1e7).default(DEFAULT_SAMPLE),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  system: text,
  folder: text,
});

export const data: Command = {
  name: 'data',
  summary: 'look at datasets, convert, sample and mix them; export trajectories',
  details:
    'A dataset is a file (JSONL, JSON, CSV, TSV, Parquet), a folder of shards or of pictures (ImageFolder), or a pattern in quotes. ' +
    'An adapter says what its columns mean: one that ships ("maestro data adapters"), or your own YAML file (docs/datasets.md). ' +
    'inspect counts tasks, families, splits and picture sizes; validate only lists faults; convert and sample write .jsonl (pictures ' +
    "beside it) or .parquet in verl's layout; mix makes train, validation and test sets by a recipe and refuses what stands in both " +
    'train and test; export writes the trajectories of a run for other trainers. Exit code 2: some rows are faulty; the others are done.',
  examples: [
    'maestro data inspect tasks.jsonl',
    'maestro data validate "chartqa/data/test-*.parquet" --adapter chartqa --json',
    'maestro data convert HRBench4K.tsv --adapter hrbench-4k --out hrbench.jsonl',
    'maestro data sample train.parquet --size 200 --seed 7 --out small.parquet',
    'maestro data mix paper --folder ~/benchmarks --out mixed',
    'maestro data export blindtest-20261123-101500-3fa2 --out trajectories.parquet',
  ],
  arguments: [
    { name: 'action', summary: ACTIONS.join(', '), required: true, choices: ACTIONS },
    { name: 'what', summary: 'a dataset; mix: a recipe; export: a run', required: false },
  ],
  options: [
    { flags: '--adapter <name>', summary: 'what the columns mean: a name, or your own .yaml file' },
    { flags: '-o, --out <path>', summary: 'convert, sample, export: a .jsonl or .parquet file; mix: a folder' },
    { flags: '--size <n>', summary: `sample: how many tasks (default ${DEFAULT_SAMPLE})` },
    { flags: '--seed <n>', summary: 'sample: another choice (default 0)' },
    { flags: '--system <file>', summary: 'convert, sample to .parquet: the system message of each prompt' },
    { flags: '--folder <path>', summary: "mix: where the recipe's paths start (default: here)" },
  ],
  run: async (context, input) => {
    const { action, what, adapter, out, system, folder, size, seed } = parseInput(schema, input);
    if (action === 'adapters') {
      const { listAdapters } = await import('../data/list-adapters.js');
      return listAdapters(context);
    }
    if (what === undefined) {
      const wanted = action === 'mix' ? 'a recipe' : action === 'export' ? 'a run' : 'a dataset';
      throw new MaestroError('INVALID_INPUT', `data ${action}: name ${wanted}. See --help.`);
    }
    switch (action) {
      case 'inspect':
      case 'validate': {
        const { runInspect } = await import('../data/inspect.js');
        return runInspect(context, { path: what, adapter, onlyFaults: action === 'validate' });
      }
      case 'convert': {
        const { runConvert } = await import('../data/convert.js');
        return runConvert(context, { path: what, adapter, out, system });
      }
      case 'sample': {
        const { runSample } = await import('../data/sample.js');
        return runSample(context, { path: what, adapter, out, system, size, seed });
      }
      case 'mix': {
        const { runMix } = await import('../data/mix.js');
        return runMix(context, { recipe: what, out, folder });
      }
      case 'export': {
        const { runExport } = await import('../data/export.js');
        return runExport(context, { run: what, out });
      }
    }
  },
};

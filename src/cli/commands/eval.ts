/** @module `maestro eval` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { CHECK_OPTIONS, checkFields, checkOf } from '../check-options.js';
import { parseInput, wholeNumber } from '../input.js';
import { LIMIT_OPTIONS, limitFields, limitsOf } from '../limits.js';
import { REGISTRY_OPTION } from '../registry-option.js';
import { REWARD_OPTION } from '../reward/reward-option.js';

const DEFAULT_CONCURRENCY = 8;

const schema = z.object({
  tasks: z.string().min(1, 'is empty').optional(),
  adapter: z.string().min(1, 'is empty').optional(),
  limit: wholeNumber(1, 1e9).optional(),
  policy: z.string().trim().min(1, 'is empty').optional(),
  prompt: z.string().min(1, 'is empty').optional(),
  reward: z.string().min(1, 'is empty').optional(),
  concurrency: wholeNumber(1, 1_000).default(DEFAULT_CONCURRENCY),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  out: z.string().min(1, 'is empty').optional(),
  resume: z.string().min(1, 'is empty').optional(),
  ...checkFields,
  ...limitFields,
});

export const evaluate: Command = {
  name: 'eval',
  summary: 'run a suite or a file of tasks, and count what was right',
  details:
    'Suites: blindtest (seven kinds of simple pictures that vision models misread), arith (exact arithmetic in words). ' +
    'A .jsonl file holds one task a line: id, question, images (paths relative to the file, or data URLs), data_source, ' +
    'and optionally ground_truth (a text, or a list of texts that are equally right) and family. ' +
    'Public datasets (Parquet and its shards, CSV, TSV, JSON, ImageFolder) are read through an adapter; "maestro data" lists them. ' +
    'Every call is a new run; an interrupted one goes on with --resume, and repeats nothing that is finished. ' +
    '--out writes a line per task: id, answer, correct, reward, outcome, calls, latency_ms, and what each rule says (verdicts), the parts of the reward (reward_terms) and its file (reward_file). ' +
    'Exit code 2: some lines were no tasks; 1: some rollouts did not end in an answer; wrong answers are no error.',
  examples: [
    'maestro eval blindtest --limit 40',
    'maestro eval arith --seed 7 --policy random --json',
    'maestro eval my-tasks.jsonl --out results.jsonl --concurrency 32',
    'maestro eval "chartqa/data/test-*.parquet" --adapter chartqa --limit 100',
    'maestro eval --resume blindtest-20261123-101500-3fa2',
  ],
  arguments: [
    { name: 'tasks', summary: 'a suite (blindtest, arith), a .jsonl file or another dataset', required: false },
  ],
  options: [
    { flags: '--adapter <name>', summary: 'what the columns of a dataset mean: a name, or your own .yaml file' },
    { flags: '-l, --limit <n>', summary: 'at most so many tasks' },
    { flags: '-p, --policy <name>', summary: 'what decides (default keyword); see "maestro registry list"' },
    { flags: '-c, --concurrency <n>', summary: `rollouts in flight (default ${DEFAULT_CONCURRENCY})` },
    { flags: '--seed <n>', summary: 'chooses the items of a suite, and everything random (default 0)' },
    { flags: '-o, --out <file>', summary: 'write a JSON line per task; grows while it runs' },
    { flags: '--resume <run>', summary: 'go on with a run that was interrupted' },
    { flags: '--prompt <file>', summary: 'your own prompt for a chat policy; see "maestro prompt"' },
    REWARD_OPTION,
    ...CHECK_OPTIONS,
    REGISTRY_OPTION,
    ...LIMIT_OPTIONS,
  ],
  run: async (context, input) => {
    const { tasks, adapter, limit, policy, prompt, reward, concurrency, seed, out, resume, cache, onOutage, ...rest } =
      parseInput(schema, input);
    const { runEval } = await import('../eval/run-eval.js');
    const limits = limitsOf(rest);
    return runEval(context, {
      source: tasks,
      adapter,
      limit,
      policy,
      prompt,
      reward,
      check: checkOf(rest),
      seed,
      limits,
      cache,
      onOutage,
      concurrency,
      out,
      resume,
    });
  },
};

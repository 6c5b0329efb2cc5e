/** @module `maestro batch` */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Change } from '../batch/control.js';
import { BATCH_OPTIONS, batchConditions, batchFields, budgetOf } from '../batch/batch-options.js';
import type { Command, Context } from '../command.js';
import { CHECK_OPTIONS, checkFields, checkOf } from '../check-options.js';
import { flag, parseInput, wholeNumber } from '../input.js';
import { LIMIT_OPTIONS, limitFields, limitsOf } from '../limits.js';
import { REWARD_OPTION } from '../reward/reward-option.js';
import { REGISTRY_OPTION } from '../registry-option.js';

const ACTIONS = [
  'submit',
  'watch',
  'list',
  'pause',
  'resume',
  'concurrency',
  'skip',
  'samples',
  'budget',
  'cancel',
  'retry',
  'results',
  'report',
  'export',
] as const;

const schema = z.object({
  action: z.enum(ACTIONS),
  what: z.string().min(1, 'is empty').optional(),
  value: z.string().min(1, 'is empty').optional(),
  limit: wholeNumber(1, 1e9).optional(),
  policy: z.array(z.string().trim().min(1, 'is empty')).default(['keyword']),
  samples: wholeNumber(1, 1_000).default(1),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  adapter: z.string().min(1, 'is empty').optional(),
  prompt: z.string().min(1, 'is empty').optional(),
  reward: z.string().min(1, 'is empty').optional(),
  concurrency: wholeNumber(1, 2_000).optional(),
  partitions: wholeNumber(1, 64).default(1),
  detach: flag,
  now: flag,
  only: z.enum(['failed', 'tainted'], 'must be "failed" or "tainted"').default('failed'),
  out: z.string().min(1, 'is empty').optional(),
  rule: z.enum(['report', 'reward'], 'must be "report" or "reward"').default('report'),
  title: z.string().trim().min(1, 'is empty').optional(),
  format: z.enum(['rollouts', 'verl'], 'must be "rollouts" or "verl"').default('rollouts'),
  ...batchFields,
  ...checkFields,
  ...limitFields,
});

type Input = z.infer<typeof schema>;

export const batch: Command = {
  name: 'batch',
  summary:
    'run many tasks under several policies, as often as you like: a job that outlives terminal, worker and server',
  details:
    'submit pins the tasks and starts the batch; the same tasks under the same conditions are the same batch, and what is in the ' +
    'results store is not run again. Leaving watch (Ctrl-C) stops nothing. A batch in which more than 20 % of the rollouts end ' +
    'without an answer pauses itself. Experts that are down are waited for (--on-outage observe does not). ' +
    'report is "maestro report" of this batch; export takes the id of a batch or of a run of eval. ' +
    'pause, resume, concurrency <n>, skip <task>, samples <n>, budget and cancel [--now] steer a running one. ' +
    'A budget is of the whole batch: a call is only made when the most that it can cost fits into what is left; when that is used up ' +
    'the batch pauses, what runs waits within its own time, and "batch budget" with a higher one lets it go on. retry runs once more what ended without ' +
    'an answer, or met something that was down. Exit code 1: some rollouts did not end in an answer.',
  examples: [
    'maestro batch submit blindtest --limit 1000 --policy keyword --policy random --samples 4',
    'maestro batch submit my-tasks.jsonl --concurrency 64 --partitions 4 --detach',
    'maestro batch watch blindtest-3fa2c09d11',
    'maestro batch pause blindtest-3fa2c09d11 "the GPU is needed"',
    'maestro batch concurrency blindtest-3fa2c09d11 8',
    'maestro batch submit my-tasks.jsonl -p chat:GPT --usd 20 --dry-run',
    'maestro batch submit my-tasks.jsonl -p chat:GPT --usd 20 --canary 20 --canary-usd 0.05 --notify https://ntfy.example/me',
    'maestro batch budget blindtest-3fa2c09d11 --usd 40',
    'maestro batch samples blindtest-3fa2c09d11 8',
    'maestro batch cancel blindtest-3fa2c09d11 --now',
    'maestro batch retry blindtest-3fa2c09d11 --only tainted',
    'maestro batch results blindtest-3fa2c09d11 --out results.jsonl',
    'maestro batch report blindtest-3fa2c09d11 --out report.html',
    'maestro batch export blindtest-3fa2c09d11 --out rollouts.parquet',
    'maestro batch export blindtest-3fa2c09d11 --out train.parquet --format verl',
  ],
  arguments: [
    { name: 'action', summary: ACTIONS.join(', '), required: true, choices: ACTIONS },
    { name: 'what', summary: 'submit: a suite or a file of tasks; else the batch', required: false },
    { name: 'value', summary: 'pause: why; concurrency, samples: how many; skip: the id of a task', required: false },
  ],
  options: [
    { flags: '-l, --limit <n>', summary: 'submit: at most so many tasks' },
    { flags: '-p, --policy <name>', summary: 'submit: what decides (default keyword)', repeatable: true },
    { flags: '-n, --samples <n>', summary: 'submit: rollouts of each task under each policy (default 1)' },
    { flags: '-c, --concurrency <n>', summary: 'submit, retry: rollouts in flight (default: by the experts)' },
    {
      flags: '--partitions <n>',
      summary: 'submit: windows that share the tasks (default 1; more for some hundred in flight)',
    },
    { flags: '--seed <n>', summary: 'submit: chooses the items of a suite, and everything random (default 0)' },
    { flags: '--prompt <file>', summary: 'submit: your own prompt for a chat policy' },
    { flags: '--adapter <name>', summary: 'submit: how the columns of a dataset are read; see "maestro data"' },
    REWARD_OPTION,
    ...CHECK_OPTIONS,
    { flags: '-d, --detach', summary: 'submit: do not watch' },
    { flags: '--now', summary: 'cancel: what runs as well' },
    { flags: '--only <which>', summary: 'retry: failed (default) or tainted' },
    {
      flags: '-o, --out <file>',
      summary: 'results: write the lines there; report: .html, .json or .md; export: a .jsonl or .parquet file',
    },
    {
      flags: '--format <name>',
      summary: "export: rollouts (all that is known; default) or verl (trajectories in verl's columns)",
    },
    { flags: '--title <text>', summary: 'report: what it is called' },
    {
      flags: '--rule <which>',
      summary: 'report: right by the published rule (report, default) or by our strict one (reward)',
    },
    ...BATCH_OPTIONS,
    REGISTRY_OPTION,
    ...LIMIT_OPTIONS,
  ],
  run: (context, input) => runAction(context, parseInput(schema, input)),
};

async function runAction(context: Context, input: Input): Promise<number> {
  const { action, what = '', value = '' } = input;
  if (action === 'list') {
    const { listBatches } = await import('../batch/list.js');
    return listBatches(context);
  }
  if (what === '') {
    const missing = action === 'submit' ? 'name a suite or a file of tasks' : 'name the batch (maestro batch list)';
    throw new MaestroError('INVALID_INPUT', `batch ${action}: ${missing}.`);
  }
  switch (action) {
    case 'submit':
      return submit(context, what, input);
    case 'watch': {
      const { reenter } = await import('../batch/retry.js');
      return reenter(context, what);
    }
    case 'retry': {
      const { retryBatch } = await import('../batch/retry.js');
      return retryBatch(context, what, input.only, input.concurrency);
    }
    case 'results': {
      const { writeResults } = await import('../batch/list.js');
      return writeResults(context, what, input.out);
    }
    case 'report': {
      const { reportBatch } = await import('../batch/report.js');
      const { rule, title, out } = input;
      return reportBatch(context, what, { rule, title, out: out === undefined ? [] : [out] });
    }
    case 'export': {
      if (input.format === 'verl') {
        const { runExport } = await import('../data/export.js');
        return runExport(context, { run: what, out: input.out });
      }
      const { exportBatch } = await import('../batch/export.js');
      return exportBatch(context, what, input.out);
    }
    case 'pause':
    case 'resume':
    case 'concurrency':
    case 'skip':
    case 'samples':
    case 'budget':
    case 'cancel': {
      const { changeBatch } = await import('../batch/control.js');
      return changeBatch(context, what, changeOf(action, value, input));
    }
  }
}

type Steering = 'pause' | 'resume' | 'concurrency' | 'skip' | 'samples' | 'budget' | 'cancel';

function changeOf(action: Steering, value: string, input: Input): Change {
  switch (action) {
    case 'pause':
      return { kind: action, reason: value === '' ? 'by hand' : value };
    case 'concurrency':
      return { kind: action, rollouts: parseInput(z.object({ value: wholeNumber(1, 2_000) }), { value }).value };
    case 'skip':
      if (value === '') throw new MaestroError('INVALID_INPUT', 'batch skip: name the task by its id.');
      return { kind: action, task: value };
    case 'samples':
      return { kind: action, samples: parseInput(z.object({ value: wholeNumber(1, 1_000) }), { value }).value };
    case 'budget': {
      const budget = budgetOf(input);
      if (Object.keys(budget).length === 0)
        throw new MaestroError(
          'INVALID_INPUT',
          'batch budget: say what is raised: --usd, --tokens, --calls or --hours.',
        );
      return { kind: action, budget };
    }
    case 'resume':
      return { kind: action };
    case 'cancel':
      return { kind: action, now: input.now };
  }
}

async function submit(context: Context, source: string, input: Input): Promise<number> {
  const { submitBatch } = await import('../batch/submit.js');
  const {
    limit,
    policy,
    samples,
    seed,
    adapter,
    prompt,
    reward,
    concurrency,
    partitions,
    detach,
    dryRun,
    pin,
    cache,
    onOutage = 'wait',
  } = input;
  return submitBatch(context, {
    source,
    limit,
    policies: [...new Set(policy)],
    samples,
    seed,
    adapter,
    prompt,
    reward,
    check: checkOf(input),
    limits: limitsOf(input),
    onOutage,
    cache,
    concurrency,
    partitions,
    detach,
    dryRun,
    pin,
    conditions: batchConditions(input),
  });
}

/** @module `maestro train` */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { TRAINER_QUEUE } from '../../temporal/settings.js';
import type { Command, Context } from '../command.js';
import { flag, parseInput, positiveNumber, wholeNumber } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';
import { REWARD_OPTION } from '../reward/reward-option.js';

const ACTIONS = [
  'collect',
  'export',
  'resume',
  'watch',
  'list',
  'show',
  'report',
  'cancel',
  'promote',
  'rollback',
] as const;
type Action = Exclude<(typeof ACTIONS)[number], 'collect'>;

const text = z.string().trim().min(1, 'is empty');
const schema = z.object({
  suites: z.array(text).min(1),
  preset: z.enum(['default', 'maestro-2605'], 'must be "default" or "maestro-2605"').default('default'),
  set: z.array(text).default([]),
  model: text.default('linear'),
  seed: wholeNumber(0, 1e9).default(0),
  tasks: wholeNumber(1, 100_000).optional(),
  validation: wholeNumber(1, 100_000).default(56),
  probes: wholeNumber(0, 1_000).default(4),
  steps: wholeNumber(1, 100_000).optional(),
  adapter: text.optional(),
  reward: text.optional(),
  onOutage: z.enum(['observe', 'wait'], 'must be "observe" or "wait"').default('observe'),
  trainer: text.default(TRAINER_QUEUE),
  from: text.optional(),
  cache: z.boolean().default(true),
  detach: flag,
  watch: flag,
  untested: flag,
  policy: text.optional(),
  prompt: text.optional(),
  temperature: positiveNumber(2).optional(),
  topP: positiveNumber(1).optional(),
  out: z.array(text).default([]),
});
type Input = z.infer<typeof schema>;

export const train: Command = {
  name: 'train',
  summary: 'learn from outcomes which pair to call, whether to call again, and what to answer',
  details:
    'Every pair is first tried on a few tasks, for its record; then steps: groups of rollouts of the same task under the policy so far, and an update by GRPO (docs/learning.md). ' +
    'The run is a job that outlives terminal, worker and server; the same command again is the same run, and repeats nothing. ' +
    'Tasks come from four splits by seed: train, probe, validation, and a fresh gate for each promotion. ' +
    'Instead of suites: resume, watch, show, cancel <run>; list; report <run...>: learning curves, with bands over runs where there are several; promote <checkpoint or run>, which makes it what "--policy learned" means if it is better than what is in use on fresh tasks; rollback. ' +
    'collect <suite...> --policy chat:<model> collects groups (--steps times tasksPerStep, one step unless said otherwise) of a model behind an OpenAI-compatible endpoint, and updates nothing; ' +
    "export <run> --out <file> writes the groups of a run for a trainer elsewhere: conversations with what the policy wrote of them, tokens, rewards, advantages (.jsonl, or .parquet in verl's columns). " +
    'Settings by name with --set, e.g. groupSize, tasksPerStep, maxCalls, exploration, staleness, resample, norm, baseline, kl, entropy, clipLow, dualClip, learningRate, costPerCall, varyPairs, varyCards, faults, patience, maxUsd, maxMinutes; a wrong name shows all of them.',
  examples: [
    'maestro train blindtest --steps 40 --seed 1',
    'maestro train arith charts --set staleness=1 --set resample=4 --detach',
    'maestro train blindtest --preset maestro-2605 --set learningRate=0.05 --steps 100',
    'maestro train show blindtest-train-3fa2b4c5d6',
    'maestro train report arith-train-3fa2b4c5d6 arith-train-77aa01bc2d --out learning.html',
    'maestro train promote blindtest-train-3fa2b4c5d6 --tasks 280',
    'maestro train collect blindtest --policy chat-2605:Maestro-4B --preset maestro-2605 --steps 8',
    'maestro train export blindtest-collect-09ab12cd34 --out groups.parquet',
  ],
  arguments: [
    { name: 'suites', summary: `suites or files of tasks; or ${ACTIONS.join(', ')}`, required: true, repeatable: true },
  ],
  options: [
    { flags: '--preset <name>', summary: "default, or maestro-2605: the paper's settings" },
    { flags: '--set <name=value>', summary: 'a setting by its name; later ones over earlier ones', repeatable: true },
    { flags: '--steps <n>', summary: 'updates (default 60; with maestro-2605 380)' },
    { flags: '--model <kind>', summary: 'linear (default), or two-tower:<width>' },
    { flags: '--seed <n>', summary: 'chooses tasks, weights and chance (default 0)' },
    { flags: '--tasks <n>', summary: 'tasks of each suite to train on (default 280); promote: in the gate' },
    { flags: '--validation <n>', summary: 'tasks of each suite to validate with (default 56)' },
    { flags: '--probes <n>', summary: 'tasks of each family that every pair is tried on (default 4); 0: no records' },
    { flags: '--from <checkpoint>', summary: 'begin with its weights' },
    { flags: '--trainer <queue>', summary: `the task queue that updates the policy (default ${TRAINER_QUEUE})` },
    { flags: '--adapter <name>', summary: 'what the columns of a dataset mean: a name, or your own .yaml file' },
    { flags: '--on-outage <way>', summary: 'what a dead expert means: "observe" (default), or "wait" for it' },
    { flags: '--no-cache', summary: 'make every call anew' },
    { flags: '--detach', summary: 'start the run and go' },
    { flags: '--watch', summary: 'show how it goes until it is over (as without --detach)' },
    {
      flags: '-o, --out <file>',
      summary: 'report: .html, .json or .md (default: Markdown, to the terminal); export: .jsonl or .parquet',
      repeatable: true,
    },
    { flags: '-p, --policy <name>', summary: 'collect: who decides, e.g. chat:<model>' },
    { flags: '--prompt <file>', summary: "collect: your own prompt instead of the policy's" },
    { flags: '--temperature <t>', summary: "collect: how it is drawn (default: as the model's card says)" },
    { flags: '--top-p <p>', summary: "collect: likewise (default: as the model's card says)" },
    { flags: '--untested', summary: 'promote: without a test, by your word' },
    REWARD_OPTION,
    REGISTRY_OPTION,
  ],
  run: async (context, raw) => {
    const input = parseInput(schema, raw, ['tasks']);
    const [first = '', ...rest] = input.suites;
    const action = ACTIONS.find((each) => each === first);
    if (action === 'collect') return collect(context, rest, input);
    if (action !== undefined) return act(context, action, rest, input);
    const { submitTraining } = await import('../train/submit.js');
    const { suites: sources, set, steps, tasks = TASKS, detach, watch, ...given } = input;
    if (detach && watch) throw new MaestroError('INVALID_INPUT', '--detach and --watch exclude each other.');
    const changes = steps === undefined ? set : [`steps=${steps}`, ...set];
    return submitTraining(context, { ...requestOf(given), sources, changes, tasks, detach });
  },
};

const TASKS = 280;

type Given = Pick<
  Input,
  | 'preset'
  | 'model'
  | 'seed'
  | 'validation'
  | 'probes'
  | 'adapter'
  | 'reward'
  | 'onOutage'
  | 'trainer'
  | 'from'
  | 'cache'
>;

function requestOf({
  preset,
  model,
  seed,
  validation,
  probes,
  adapter,
  reward,
  onOutage,
  trainer,
  from,
  cache,
}: Given) {
  return { preset, model, seed, validation, probes, adapter, reward, onOutage, trainer, from, cache };
}

/** Probes, validation and exploration are for what is learned here. */
async function collect(context: Context, sources: readonly string[], input: Input): Promise<number> {
  const { policy, prompt, temperature, topP, steps = 1, tasks = TASKS, set, detach } = input;
  if (sources.length === 0 || policy === undefined)
    throw new MaestroError('INVALID_INPUT', 'maestro train collect takes suites or files, and --policy chat:<model>.');
  const { submitTraining } = await import('../train/submit.js');
  const changes = [`steps=${steps}`, ...set, 'exploration=0', 'validateEvery=0'];
  const how = { ...(temperature === undefined ? {} : { temperature }), ...(topP === undefined ? {} : { top_p: topP }) };
  return submitTraining(context, {
    ...{ ...requestOf(input), probes: 0, sources, changes, tasks, detach },
    collect: { policy, ...how, ...(prompt === undefined ? {} : { prompt }) },
  });
}

const TAKES: Partial<Record<Action, string>> = { promote: 'one checkpoint or run', report: 'one run or more' };

async function act(context: Context, action: Action, words: readonly string[], input: Input): Promise<number> {
  const [what] = words;
  const wants = action === 'list' || action === 'rollback' ? 0 : 1;
  if (action === 'report' ? words.length === 0 : words.length !== wants)
    throw new MaestroError(
      'INVALID_INPUT',
      wants === 0
        ? `maestro train ${action} takes nothing else.`
        : `maestro train ${action} takes ${TAKES[action] ?? 'one run'}.`,
    );
  const name = what ?? '';
  switch (action) {
    case 'list':
      return (await import('../train/runs.js')).listRuns(context);
    case 'show':
      return (await import('../train/runs.js')).showRun(context, name);
    case 'report':
      return (await import('../train/report-runs.js')).reportRuns(context, words, input.out);
    case 'export':
      return (await import('../train/export-groups.js')).exportGroups(context, name, input.out);
    case 'rollback':
      return (await import('../train/promote.js')).rollback(context);
    case 'promote': {
      const { tasks = TASKS, untested } = input;
      return (await import('../train/promote.js')).promote(context, { what: name, tasks, untested });
    }
    case 'resume':
    case 'watch':
    case 'cancel':
      return (await import('../train/control.js')).controlRun(context, action, name, input.detach);
  }
}

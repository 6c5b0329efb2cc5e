/** @module `maestro rescore` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';
import { REWARD_OPTION } from '../reward/reward-option.js';

const schema = z.object({
  run: z.string().trim().min(1, 'is empty'),
  reward: z.string().min(1, 'is empty').optional(),
  scorer: z.string().trim().min(1, 'is empty').optional(),
});

export const rescore: Command = {
  name: 'rescore',
  summary: 'score stored rollouts again, with no call of anybody',
  details:
    'Verdicts of every rule and rewards are worked out again from the answers, tasks and trajectories in the results store, by the rules of this version. ' +
    'The rollouts keep what they have; a new version is written beside it, known by rollout, scorer and reward file, so that the same command ' +
    'again changes nothing. Told are the verdicts that flipped, with examples, and, for tasks with several samples, ' +
    'where the sign of an advantage changes. A verdict of a judge or a person stands where the rules decide nothing. ' +
    'Needs no server. Exit code 1: some rollouts could not be scored.',
  examples: [
    'maestro rescore blindtest-20261123-101500-3fa2',
    'maestro rescore blindtest --reward strict',
    'maestro rescore my-run --scorer chartqa-strict-years@1 --json | jq .flips',
    'maestro rescore ask-6ddf588196e6f89f,ask-0a1b2c3d4e5f6071 --reward mine.yaml',
  ],
  arguments: [{ name: 'run', summary: 'a run of eval, a suite, or ids with commas between them', required: true }],
  options: [
    {
      ...REWARD_OPTION,
      summary: 'another reward: paper, strict, thrifty, or your own file (default: each rollout’s own)',
    },
    {
      flags: '--scorer <source>',
      summary: 'the rules of another data source, perhaps with the version that is meant: chartqa@1',
    },
  ],
  run: async (context, input) => {
    const { run, reward, scorer } = parseInput(schema, input);
    const { runRescore } = await import('../rescore/run-rescore.js');
    return runRescore(context, { run, reward, scorer });
  },
};

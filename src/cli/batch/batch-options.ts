/** @module The options of `maestro batch` that are about the batch as a whole: its budget, its canary, who hears of it. */
import { z } from 'zod';
import { parseTarget } from '../../activities/batch/notify-targets.js';
import type { Canary } from '../../domain/batch.js';
import { PRIORITIES } from '../../domain/priority.js';
import type { Budget } from '../../domain/budget.js';
import { MaestroError } from '../../domain/errors.js';
import type { OptionSpec } from '../command.js';
import { flag, positiveNumber, wholeNumber } from '../input.js';

export const BATCH_OPTIONS: readonly OptionSpec[] = [
  { flags: '--usd <amount>', summary: 'submit, budget: money for the whole batch, by the prices in the registry' },
  { flags: '--tokens <n>', summary: 'submit, budget: tokens for the whole batch' },
  { flags: '--calls <n>', summary: 'submit, budget: calls of experts, judges and chat policies' },
  { flags: '--hours <n>', summary: 'submit, budget: wall time since it began; then it pauses' },
  { flags: '--dry-run', summary: 'submit: say what it would take, and start nothing' },
  {
    flags: '--pin',
    summary: 'submit: store what the batch is, print its id and spec for other clients, and start nothing',
  },
  { flags: '--canary <n>', summary: 'submit: run so many rollouts first, and go on only if they are within bounds' },
  { flags: '--canary-usd <amount>', summary: 'submit: the most that a rollout of the canary may cost on average' },
  {
    flags: '--max-without-answer <share>',
    summary: 'submit: the largest share without an answer, e.g. 0.1 (default 0.2), of the canary and of all',
  },
  {
    flags: '--notify <target>',
    summary: 'submit: a URL or a command that hears of pauses, outages, budgets and the end, as JSON',
    repeatable: true,
  },
  { flags: '--priority <what>', summary: 'submit: evaluation (default) or training, which gives way to it' },
];

/** Of the input of a command with {@link BATCH_OPTIONS}. */
export const batchFields = {
  usd: positiveNumber(1e9).optional(),
  tokens: wholeNumber(1, 1e15).optional(),
  calls: wholeNumber(1, 1e12).optional(),
  hours: positiveNumber(87_600).optional(),
  dryRun: flag,
  pin: flag,
  canary: wholeNumber(1, 1_000).optional(),
  canaryUsd: positiveNumber(1e6).optional(),
  maxWithoutAnswer: positiveNumber(1).optional(),
  notify: z.array(z.string().trim().min(1, 'is empty').max(10_000)).max(5, 'at most five').default([]),
  priority: z.enum(PRIORITIES, 'must be "evaluation" or "training"').default('evaluation'),
};

type Fields = z.infer<z.ZodObject<typeof batchFields>>;

export function budgetOf({ usd, tokens, calls, hours }: Pick<Fields, 'usd' | 'tokens' | 'calls' | 'hours'>): Budget {
  return {
    ...(usd === undefined ? {} : { usd }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(calls === undefined ? {} : { calls }),
    ...(hours === undefined ? {} : { hours }),
  };
}

/** What of a batch's input the options say. @throws MaestroError INVALID_INPUT */
export function batchConditions(fields: Fields) {
  const { canary: rollouts, canaryUsd, maxWithoutAnswer, notify, priority } = fields;
  if (canaryUsd !== undefined && rollouts === undefined)
    throw new MaestroError('INVALID_INPUT', '--canary-usd is a bound of the canary: add --canary 20.');
  const budget = budgetOf(fields);
  const canary: Canary | undefined =
    rollouts === undefined
      ? undefined
      : {
          rollouts,
          max_without_answer: maxWithoutAnswer ?? 0.2,
          ...(canaryUsd === undefined ? {} : { max_usd: canaryUsd }),
        };
  return {
    input: {
      ...(Object.keys(budget).length === 0 ? {} : { budget }),
      ...(canary === undefined ? {} : { canary }),
      ...(maxWithoutAnswer === undefined ? {} : { max_without_answer: maxWithoutAnswer }),
      priority,
    },
    targets: notify.map(parseTarget),
  };
}

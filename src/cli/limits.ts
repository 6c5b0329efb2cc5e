/** @module The options that bound a rollout, and how its calls are made, shared by `ask` and `eval`. */
import { z } from 'zod';
import type { LimitsInput } from '../domain/task.js';
import type { OptionSpec } from './command.js';
import { positiveNumber, wholeNumber } from './input.js';

export const LIMIT_OPTIONS: readonly OptionSpec[] = [
  { flags: '--max-calls <n>', summary: 'calls of experts the policy may make (default 4)' },
  { flags: '--max-tokens <n>', summary: 'tokens of policy and experts together' },
  { flags: '--max-cost-usd <amount>', summary: 'money, by the prices in the registry' },
  { flags: '--max-seconds <n>', summary: 'wall time of a rollout (default 900)' },
  { flags: '--deadline <time>', summary: 'an instant, e.g. 2027-01-31T12:00:00Z' },
  {
    flags: '--on-outage <way>',
    summary: 'what a dead expert means: "observe" it and go on (default), or "wait" for it',
  },
  { flags: '--no-cache', summary: 'make every call anew: none is served from what other rollouts asked' },
];

/** Of the input of a command with {@link LIMIT_OPTIONS}. */
export const limitFields = {
  maxCalls: wholeNumber(0, 64).optional(),
  maxTokens: wholeNumber(1, 1e12).optional(),
  maxCostUsd: positiveNumber(1e6).optional(),
  maxSeconds: positiveNumber(86_400).optional(),
  deadline: z.iso.datetime({ offset: true, error: 'must be a time like 2027-01-31T12:00:00Z' }).optional(),
  /** Commander gives `true` unless `--no-cache` is there. */
  cache: z.boolean().default(true),
  onOutage: z.enum(['observe', 'wait'], 'must be "observe" or "wait"').optional(),
};

export function limitsOf(input: Omit<z.infer<z.ZodObject<typeof limitFields>>, 'cache'>): LimitsInput {
  const { maxCalls, maxTokens, maxCostUsd, maxSeconds, deadline } = input;
  return {
    ...(maxCalls === undefined ? {} : { max_calls: maxCalls }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(maxCostUsd === undefined ? {} : { max_cost_usd: maxCostUsd }),
    ...(maxSeconds === undefined ? {} : { max_seconds: maxSeconds }),
    ...(deadline === undefined ? {} : { deadline }),
  };
}

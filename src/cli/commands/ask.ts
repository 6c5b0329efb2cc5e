/** @module `maestro ask` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { CHECK_OPTIONS, checkFields, checkOf } from '../check-options.js';
import { flag, parseInput, wholeNumber } from '../input.js';
import { LIMIT_OPTIONS, limitFields, limitsOf } from '../limits.js';
import { REGISTRY_OPTION } from '../registry-option.js';
import { REWARD_OPTION } from '../reward/reward-option.js';

const schema = z.object({
  question: z.string().trim().min(1, 'is empty').max(32_768, 'is longer than 32768 characters'),
  image: z.array(z.string().min(1)).max(32, 'at most 32 images').default([]),
  policy: z.string().trim().min(1, 'is empty').optional(),
  prompt: z.string().min(1, 'is empty').optional(),
  reward: z.string().min(1, 'is empty').optional(),
  truth: z.array(z.string()).default([]),
  dataSource: z.string().trim().min(1, 'is empty').optional(),
  family: z.string().trim().optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  again: flag,
  ...checkFields,
  ...limitFields,
});

export const ask: Command = {
  name: 'ask',
  summary: 'answer one question, with your own pictures',
  details:
    'Prints the answer, then how it came about. The same question again attaches to the running rollout, or shows the ' +
    'finished one at no cost; --again runs it anew. Ctrl-C stops the waiting only: the rollout goes on, and the same ' +
    'command finds it. Exit code 1: it did not end in an answer.',
  examples: [
    'maestro ask "How many times do the lines cross?" --image lines.png',
    'maestro ask "What is 3 km in miles?" --truth 1.864 --data-source arith',
    'maestro ask "What does the sign say?" --image sign.jpg --policy fixed:Tesseract@@OCR --json',
    'maestro ask "Which bar is tallest?" --image chart.png --policy chat-tools:Endpoint --max-cost-usd 0.05',
  ],
  arguments: [{ name: 'question', summary: 'the question, in quotes', required: true }],
  options: [
    { flags: '-i, --image <file>', summary: 'a picture: PNG, JPEG, WebP, GIF, or a data URL', repeatable: true },
    { flags: '-p, --policy <name>', summary: 'what decides (default keyword); see "maestro registry list"' },
    { flags: '--truth <answer>', summary: 'a right answer: the rollout is then graded', repeatable: true },
    {
      flags: '--data-source <name>',
      summary: 'whose rules grade it: exact (default), chartqa, numeric:5%, ... (see docs/grading.md)',
    },
    { flags: '--family <name>', summary: 'the kind of question, for the grading rule' },
    { flags: '--prompt <file>', summary: 'your own prompt for a chat policy; see "maestro prompt"' },
    REWARD_OPTION,
    ...CHECK_OPTIONS,
    REGISTRY_OPTION,
    ...LIMIT_OPTIONS,
    { flags: '--seed <n>', summary: 'seed of everything random (default 0)' },
    { flags: '--again', summary: 'run it anew, as the next sample' },
  ],
  run: async (context, input) => {
    const {
      question,
      image,
      policy,
      prompt,
      reward,
      truth,
      dataSource,
      family,
      seed,
      again,
      cache,
      onOutage,
      ...rest
    } = parseInput(schema, input);
    const limits = limitsOf(rest);
    const check = checkOf(rest);
    const { runAsk } = await import('../ask/run-ask.js');
    return runAsk(context, {
      images: image,
      policy,
      prompt,
      reward,
      again,
      input: {
        task: {
          id: 'ask',
          question,
          ...(truth.length === 0 ? {} : { ground_truth: truth }),
          ...(dataSource === undefined ? {} : { data_source: dataSource }),
          ...(family === undefined ? {} : { family }),
        },
        ...(Object.keys(limits).length === 0 ? {} : { limits }),
        ...(onOutage === undefined ? {} : { on_outage: onOutage }),
        ...(check === undefined ? {} : { check }),
        ...(cache ? {} : { cache }),
        ...(seed === undefined ? {} : { seed }),
      },
    });
  },
};

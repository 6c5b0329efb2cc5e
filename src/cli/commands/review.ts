/** @module `maestro review` */
import { z } from 'zod';
import { MAX_REVIEW_NOTE, MAX_REVIEWER } from '../../domain/answer-check.js';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { flag, parseInput } from '../input.js';

const schema = z.object({
  rollout: z.string().trim().min(1, 'is empty').optional(),
  right: flag,
  wrong: flag,
  score: z
    .string()
    .regex(/^(?:0|1|0?\.\d{1,6}|1\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .optional(),
  by: z.string().trim().min(1, 'is empty').max(MAX_REVIEWER, `is longer than ${MAX_REVIEWER} characters`).optional(),
  note: z.string().max(MAX_REVIEW_NOTE, `is longer than ${MAX_REVIEW_NOTE} characters`).default(''),
});

export const review: Command = {
  name: 'review',
  summary: "list answers that wait for a person's verdict, or give one",
  details:
    'Rollouts that were started with --review wait where neither the rules nor a judge model could decide. Without an id, those that ' +
    'wait are listed, with question, answer and deadline; the list is that of the Temporal server, and may be a second late. A verdict is ' +
    'sent as a signal; the first one counts, and who gave it and when are in the record (maestro show). A score below 1 ' +
    'is not right, but earns its share under a reward file with "partial: true".',
  examples: [
    'maestro review',
    'maestro review ask-6ddf588196e6f89f --right --by ada',
    'maestro review ask-6ddf588196e6f89f --score 0.5 --by ada --note "the unit is missing"',
    'maestro review --json | jq .waiting',
  ],
  arguments: [{ name: 'rollout', summary: 'its id; without it, what waits is listed', required: false }],
  options: [
    { flags: '--right', summary: 'the answer is right' },
    { flags: '--wrong', summary: 'the answer is wrong' },
    { flags: '--score <share>', summary: 'a share of right, from 0 to 1' },
    { flags: '--by <name>', summary: 'who gives the verdict (default: $USER)' },
    { flags: '--note <text>', summary: 'why' },
  ],
  run: async (context, input) => {
    const { rollout, right, wrong, score, by, note } = parseInput(schema, input);
    const scores = [...(right ? [1] : []), ...(wrong ? [0] : []), ...(score === undefined ? [] : [score])];
    const [given, ...more] = scores;
    if (more.length > 0) throw new MaestroError('INVALID_INPUT', 'Give one of --right, --wrong and --score.');
    const { listReviews, sendReview } = await import('../review/run-review.js');
    if (rollout === undefined) {
      if (given !== undefined)
        throw new MaestroError('INVALID_INPUT', '<rollout>: say whose answer it is. See --help.');
      return listReviews(context);
    }
    if (given === undefined) throw new MaestroError('INVALID_INPUT', 'Give one of --right, --wrong and --score.');
    const who = by ?? context.env['USER'];
    if (who === undefined || who === '') throw new MaestroError('INVALID_INPUT', '--by: say who gives the verdict.');
    return sendReview(context, rollout, { score: given, by: who.slice(0, MAX_REVIEWER), note });
  },
};

/** @module `maestro gc` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { flag, parseInput, wholeNumber } from '../input.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

const schema = z.object({ dryRun: flag, olderThan: wholeNumber(0, 36_500).default(DEFAULT_DAYS) });

export const gc: Command = {
  name: 'gc',
  summary: 'remove blobs that nothing refers to',
  details:
    'What the results store mentions stays, and so does what was put in the last days, or since the oldest rollout or batch that runs ' +
    'began (and an hour before). Needs the Temporal server, which knows what runs, and starts the embedded one. A blob store belongs to ' +
    'one results store: what another one refers to would be removed.',
  examples: ['maestro gc --dry-run', 'maestro gc', 'maestro gc --older-than 30 --json'],
  arguments: [],
  options: [
    { flags: '--dry-run', summary: 'remove nothing, and say what would be removed' },
    { flags: '--older-than <days>', summary: `leave younger blobs alone (default ${DEFAULT_DAYS})` },
  ],
  run: async (context, input) => {
    const { dryRun, olderThan } = parseInput(schema, input);
    const { runGc } = await import('../upkeep/run-gc.js');
    return runGc(context, { dryRun, ageMs: olderThan * DAY_MS });
  },
};

/** @module `maestro sql` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { parseInput, wholeNumber } from '../input.js';

const DEFAULT_SECONDS = 30;

const schema = z.object({
  statement: z.string().trim().min(1, 'is empty').optional(),
  timeout: wholeNumber(1, 86_400).default(DEFAULT_SECONDS),
});

export const sql: Command = {
  name: 'sql',
  summary: 'ask the results store in SQL, which can change nothing',
  details:
    'Views for people: v_rollouts, v_turns, v_calls, v_time, v_batches, v_models, v_pairs, v_scores; docs/store.md says what each column ' +
    'means. Without a statement, lists them with their columns. The store is opened read-only, and a statement is ended after --timeout. ' +
    'Times are ISO 8601 in UTC, durations milliseconds, money US dollars, yes and no are 1 and 0.',
  examples: [
    'maestro sql',
    'maestro sql "select policy, accuracy, cost_usd from v_batches where batch = \'blindtest-3fa2c09d11\'"',
    'maestro sql "select pair, sum(turns) from v_pairs group by pair order by 2 desc"',
    'maestro sql "select * from v_calls where status <> \'ok\'" --json --timeout 120',
  ],
  arguments: [{ name: 'statement', summary: 'one select; in quotes', required: false }],
  options: [{ flags: '--timeout <seconds>', summary: `end it after so long (default ${DEFAULT_SECONDS})` }],
  run: async (context, input) => {
    const { statement, timeout } = parseInput(schema, input);
    const { runSql } = await import('../sql/run-sql.js');
    return runSql(context, statement, timeout * 1000);
  },
};

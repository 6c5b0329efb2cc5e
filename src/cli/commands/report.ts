/** @module `maestro report` */
import { z } from 'zod';
import type { Command, OptionSpec } from '../command.js';
import { parseInput } from '../input.js';

export const reportFields = {
  rule: z.enum(['report', 'reward'], 'must be "report" or "reward"').default('report'),
  title: z.string().trim().min(1, 'is empty').optional(),
  out: z.array(z.string().min(1, 'is empty')).default([]),
};

export const REPORT_OPTIONS: readonly OptionSpec[] = [
  { flags: '-o, --out <file>', summary: 'write the report there: .html, .json or .md', repeatable: true },
  { flags: '--title <text>', summary: 'what it is called' },
  {
    flags: '--rule <which>',
    summary: 'right by the published rule (report, the default), or by our strict one (reward)',
  },
];

const schema = z.object({
  runs: z.array(z.string().trim().min(1, 'is empty')).min(1),
  train: z.array(z.string().trim().min(1, 'is empty')).default([]),
  base: z.string().trim().min(1, 'is empty').optional(),
  ...reportFields,
});

export const report: Command = {
  name: 'report',
  summary: 'accuracy with intervals, cost, time and calls of runs and batches, as HTML, JSON or Markdown',
  details:
    'Everything is read from the results store, so a report can be made when server and worker are long gone. One row for each policy: ' +
    'accuracy with its interval (tasks of an image or base question are one cluster), mean over benchmarks, cost, tokens, calls, latency; ' +
    'paired tests on the same tasks; where the time goes; calls by pair. The HTML is one file that loads nothing. ' +
    'With --train (runs of "fixed:" policies on other tasks) the best single pair and the routing reference are chosen there and ' +
    'judged here, with gap closed. Without --out it is printed as Markdown; --json prints it as JSON. docs/report.md defines every figure.',
  examples: [
    'maestro report blindtest-3fa2c09d11 --out report.html',
    'maestro report run-a run-b --out report.html --out report.json --out report.md',
    'maestro report test-run --train train-run --out report.html',
    'maestro report my-run --json | jq .arms',
  ],
  arguments: [
    {
      name: 'runs',
      summary: 'batches, runs of eval, suites, or ids of rollouts with commas between them',
      required: true,
      repeatable: true,
    },
  ],
  options: [
    ...REPORT_OPTIONS,
    {
      flags: '-t, --train <run>',
      summary: 'where best pairs are chosen: no task of it may be in the report',
      repeatable: true,
    },
    { flags: '--base <arm>', summary: 'compare every arm with this one only, not all pairs of them' },
  ],
  run: async (context, input) => {
    const { runs, train, rule, base, title, out } = parseInput(schema, input);
    const { runReport } = await import('../report/run-report.js');
    return runReport(context, { runs, train, rule, base, title, out });
  },
};

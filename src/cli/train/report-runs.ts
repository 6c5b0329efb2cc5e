/** @module `maestro train report`: learning curves, and who is called, from the store alone. */
import { buildLearningReport, type LearningRun } from '../../report/learning/learning-report.js';
import { learningSections } from '../../report/learning/sections.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { checkOutputs, writeReport } from '../report/write-report.js';
import { runOf, withResults } from './runs.js';

/** Several runs are seeds of one curve. @throws MaestroError NOT_FOUND, INVALID_INPUT, STORE_UNAVAILABLE */
export async function reportRuns(context: Context, names: readonly string[], out: readonly string[]): Promise<number> {
  checkOutputs(out);
  return withResults(context, async (results) => {
    const runs: LearningRun[] = [];
    for (const name of names) runs.push(await learningRun(results, name));
    const title = `Learning of ${[...new Set(runs.flatMap(({ suites }) => suites))].join(', ')}`;
    const report = buildLearningReport({ title, madeAt: new Date(context.clock.now()).toISOString(), runs });
    await writeReport(context, report, learningSections(report), out);
    return EXIT.ok;
  });
}

async function learningRun(results: ResultStore, run: string): Promise<LearningRun> {
  const { row, steps, validations } = await runOf(results, run);
  return {
    ...{ run, suites: row.suites, state: row.state, validations },
    steps: steps.flatMap(({ report, calls }) => (report === null ? [] : [{ report, calls }])),
  };
}

/** @module The report of runs: read from the store, so that it outlives the server's history. */
import type { ReportRule } from '../../report/fact.js';
import { buildReport } from '../../report/build-report.js';
import { sectionsOf } from '../../report/sections/index.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { checkApart, loadFacts } from './load-facts.js';
import { checkOutputs, writeReport } from './write-report.js';

export interface ReportRequest {
  readonly runs: readonly string[];
  readonly train: readonly string[];
  readonly rule: ReportRule;
  readonly base: string | undefined;
  readonly title: string | undefined;
  readonly out: readonly string[];
}

/** @returns the exit code @throws MaestroError NOT_FOUND, INVALID_INPUT, STORE_UNAVAILABLE */
export async function runReport(context: Context, request: ReportRequest): Promise<number> {
  const { settings, clock, signal } = context;
  const { runs, train, rule, base, title, out } = request;
  checkOutputs(out);
  const results = await openResultStore(settings.resultsUrl);
  try {
    const facts = await loadFacts(results, { runs, rule, signal });
    const training = train.length === 0 ? undefined : await loadFacts(results, { runs: train, rule, signal });
    if (training !== undefined) checkApart(training, facts);
    const report = await buildReport({
      title: title ?? `Report of ${runs.join(', ')}`,
      madeAt: new Date(clock.now()).toISOString(),
      rule,
      facts,
      train: training,
      ...(base === undefined ? {} : { base }),
      reports: results.reports,
    });
    await writeReport(context, report, sectionsOf(report), out);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

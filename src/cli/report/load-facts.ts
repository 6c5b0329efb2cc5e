/** @module Facts of the runs that a report is about, read from the results store only. */
import { MaestroError } from '../../domain/errors.js';
import type { Fact, ReportRule } from '../../report/fact.js';
import { readFacts } from '../../report/read-facts.js';
import type { ResultStore } from '../../store/result-store.js';
import { findRolloutSet } from '../rescore/rollout-set.js';

export interface FactsRequest {
  readonly runs: readonly string[];
  readonly rule: ReportRule;
  readonly signal: AbortSignal;
  /** What the tasks of all runs belong to, instead of each rollout's suite. */
  readonly benchmarkOf?: (suite: string) => string;
}

/** Each rollout once, under the first run that has it. @throws MaestroError NOT_FOUND */
export async function loadFacts(results: ResultStore, request: FactsRequest): Promise<readonly Fact[]> {
  const { runs, ...options } = request;
  const facts = new Map<string, Fact>();
  for (const run of runs) {
    const ids = await results.scores.ids(await findRolloutSet(results, run));
    const fresh = ids.filter((id) => !facts.has(id));
    for (const fact of await readFacts(results.reports, fresh, { run, ...options })) facts.set(fact.id, fact);
  }
  return [...facts.values()];
}

/** What was chosen on tasks that it is then judged by is no reference. @throws MaestroError INVALID_INPUT */
export function checkApart(train: readonly Fact[], test: readonly Fact[]): void {
  const known = new Set(train.map(({ cluster }) => cluster));
  const shared = new Set(test.filter(({ cluster }) => known.has(cluster)).map(({ cluster }) => cluster));
  if (shared.size === 0) return;
  throw new MaestroError(
    'INVALID_INPUT',
    `--train: ${shared.size} tasks or pictures of the training runs are in the report as well. Train on others, e.g. of another --seed.`,
  );
}

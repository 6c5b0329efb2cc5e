/** @module `maestro baselines`: every single pair on train and on test, and the policies on test, to one report. */
import { MaestroError } from '../../domain/errors.js';
import { allPairs } from '../../policies/pairs.js';
import type { ReportRule } from '../../report/fact.js';
import type { Context } from '../command.js';
import { count } from '../format.js';
import { readRegistry } from '../registry.js';
import { runBatch } from './run-batch.js';
import { runReport } from './run-report.js';
import { checkOutputs } from './write-report.js';

export interface BaselinesRequest {
  readonly source: string;
  /** Tasks of other pictures than those of the test: another suite or file, or undefined for the same suite under `trainSeed`. */
  readonly trainSource: string | undefined;
  readonly limit: number | undefined;
  readonly seed: number;
  readonly trainSeed: number;
  readonly samples: number;
  /** Beside `keyword` and `random`. */
  readonly policies: readonly string[];
  /** Empty: every pair that can be called. */
  readonly pairs: readonly string[];
  readonly concurrency: number | undefined;
  readonly adapter: string | undefined;
  readonly title: string | undefined;
  readonly rule: ReportRule;
  readonly out: readonly string[];
}

/** @returns the exit code @throws MaestroError INVALID_INPUT; as `maestro batch submit` and `maestro report` */
export async function runBaselines(context: Context, request: BaselinesRequest): Promise<number> {
  checkOutputs(request.out);
  const { source, trainSource, seed, trainSeed } = request;
  if (trainSource === undefined && (seed === trainSeed || /[./\\*?]/.test(source))) {
    throw new MaestroError(
      'INVALID_INPUT',
      'The best pairs must be chosen on other tasks: give --train-seed for a suite, or --train <file> for a file of tasks.',
    );
  }
  const snapshot = await readRegistry(context);
  const known = allPairs(snapshot).map(({ name }) => name);
  const wanted = request.pairs.length === 0 ? known : request.pairs;
  const fixed = wanted.map((pair) => `fixed:${pair}`);
  const { limit, samples, concurrency, adapter, title, rule, out } = request;
  const common = { limit, samples, concurrency, adapter, maxCalls: undefined };
  context.out.note(`${count(fixed.length, 'single pair')} on train, then on test with the policies.`);
  const train = await runBatch(context, { ...common, source: trainSource ?? source, seed: trainSeed, policies: fixed });
  const policies = [...new Set(['keyword', 'random', ...request.policies, ...fixed])];
  const test = await runBatch(context, { ...common, source, seed, policies });
  const named = title ?? `Baselines on ${source}`;
  return runReport(context, { runs: [test], train: [train], rule, base: undefined, title: named, out });
}

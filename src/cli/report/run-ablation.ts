/** @module `maestro ablate`: each arm a batch under its overlay registry, one after the other, to one report. */
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { MaestroError } from '../../domain/errors.js';
import { inspectImage } from '../../activities/inspect-image.js';
import { resolveAdapter } from '../../datasets/adapters/load-adapter.js';
import { loadTasks, resolveSource } from '../../datasets/load.js';
import { buildReport } from '../../report/build-report.js';
import { sectionsOf } from '../../report/sections/index.js';
import type { ReportRule } from '../../report/fact.js';
import { openResultStore } from '../../store/open-result-store.js';
import { readSettings } from '../../settings.js';
import { writeWhole } from '../atomic-file.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { readRegistry } from '../registry.js';
import { subsetRemarks } from './ablation-subsets.js';
import { ablationPlan, FULL, type AblationArm, type AblationOptions } from './ablation-arms.js';
import { loadFacts } from './load-facts.js';
import { runBatch } from './run-batch.js';
import { checkOutputs, writeReport } from './write-report.js';

export interface AblationRequest extends AblationOptions {
  readonly sources: readonly string[];
  readonly policy: string;
  readonly limit: number | undefined;
  readonly samples: number;
  readonly concurrency: number | undefined;
  readonly adapter: string | undefined;
  readonly title: string | undefined;
  readonly rule: ReportRule;
  readonly out: readonly string[];
}

/** Between a suite's name and the arm's: an arm's tasks are a file of their own, so that its batch is one of its own too. */
const MARK = '--';

/** @returns the exit code @throws MaestroError INVALID_INPUT where workers would not see the overlays; as `maestro batch submit` */
export async function runAblation(context: Context, request: AblationRequest): Promise<number> {
  checkOutputs(request.out);
  if (context.env['MAESTRO_WORKER'] === 'none') {
    throw new MaestroError(
      'INVALID_INPUT',
      'An ablation starts its own worker for each arm, as each has a registry of its own: unset MAESTRO_WORKER.',
    );
  }
  const plan = ablationPlan(await readRegistry(context), request);
  for (const line of plan.left_out) context.out.note(`Left out: ${line}`);
  context.out.note(
    `${count(plan.arms.length, 'arm')}, one after the other: ${plan.arms.map(({ id }) => id).join(', ')}.`,
  );
  const folder = join(context.settings.dataDir, 'ablations');
  await mkdir(folder, { recursive: true });
  const runs = new Map<string, AblationArm>();
  for (const arm of plan.arms) {
    const overlaid = await withOverlay(context, folder, arm);
    for (const source of request.sources) {
      context.signal.throwIfAborted();
      const tasks = await writeTasks(context, request, { source, folder, arm });
      const { seed, samples, policy, concurrency } = request;
      const batch = { source: tasks, limit: undefined, seed, samples, policies: [policy], concurrency };
      runs.set(await runBatch(overlaid, { ...batch, adapter: undefined, maxCalls: undefined }), arm);
    }
  }
  return reportArms(context, request, runs, plan.left_out);
}

async function withOverlay(context: Context, folder: string, { id, skills }: AblationArm): Promise<Context> {
  const models = Object.entries(skills).map(([model, kept]) => ({ id: model, skills: kept }));
  if (models.length === 0) return context;
  const file = join(folder, `${id}.yaml`);
  await writeWhole(file, stringify({ version: 1, models }));
  const before = context.env['MAESTRO_REGISTRY'] ?? '';
  const env = { ...context.env, MAESTRO_REGISTRY: [...(before === '' ? [] : [before]), file].join(delimiter) };
  return { ...context, env, settings: readSettings(env, context.cwd) };
}

interface ArmTasks {
  readonly source: string;
  readonly folder: string;
  readonly arm: AblationArm;
}

async function writeTasks(
  { cwd, settings }: Context,
  { limit, seed, adapter }: AblationRequest,
  { source, folder, arm }: ArmTasks,
): Promise<string> {
  const { name, tasks } = await loadTasks({
    source: resolveSource(source, cwd),
    limit,
    seed,
    imagesDir: settings.inbox,
    files: {
      adapter: adapter === undefined ? undefined : resolveAdapter(adapter, cwd),
      dataDir: settings.dataDir,
      inspect: inspectImage,
    },
  });
  const lines: string[] = [];
  for await (const line of tasks) {
    if (line.kind === 'fault') throw new MaestroError('INVALID_INPUT', `${line.message} Nothing was started.`);
    lines.push(`${JSON.stringify(line.task)}\n`);
  }
  const file = join(folder, `${name}${MARK}${arm.id}.jsonl`);
  await writeWhole(file, lines.join(''));
  return file;
}

async function reportArms(
  context: Context,
  { sources, policy, title, rule, out }: AblationRequest,
  arms: ReadonlyMap<string, AblationArm>,
  leftOut: readonly string[],
): Promise<number> {
  const { settings, clock, signal } = context;
  const results = await openResultStore(settings.resultsUrl);
  try {
    const benchmarkOf = (suite: string): string => suite.slice(0, suite.lastIndexOf(MARK));
    const facts = await loadFacts(results, { runs: [...arms.keys()], rule, signal, benchmarkOf });
    const labels = new Map([...arms].map(([run, { label }]) => [run, label]));
    const report = await buildReport({
      title: title ?? `Ablation of ${policy} on ${sources.join(', ')}`,
      madeAt: new Date(clock.now()).toISOString(),
      ...{ rule, facts, train: undefined, labels, base: FULL, reports: results.reports },
    });
    const left = leftOut.map((line) => `Left out: ${line}`);
    const remarks = [...left, ...subsetRemarks(facts, arms), ...report.remarks];
    const whole = { ...report, remarks };
    await writeReport(context, whole, sectionsOf(whole), out);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

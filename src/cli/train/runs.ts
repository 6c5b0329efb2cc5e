/** @module What is known of training runs, from the store alone: `maestro train list` and `show`. */
import { readSteps } from '../../activities/training/step-documents.js';
import type { StepDocument } from '../../activities/training/run-contract.js';
import { MaestroError } from '../../domain/errors.js';
import { bestValidation } from '../../domain/training.js';
import type { Validation } from '../../domain/training-run.js';
import type { TrainingRunRow } from '../../store/learning-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { percent } from '../format.js';
import { printable } from '../output.js';
import { renderTable } from '../table.js';

export interface KnownRun {
  readonly row: TrainingRunRow;
  readonly steps: readonly StepDocument[];
  readonly validations: readonly Validation[];
}

/** @throws MaestroError NOT_FOUND */
export async function runOf(results: ResultStore, run: string): Promise<KnownRun> {
  const row = await results.learning.findRun(run);
  if (row === undefined)
    throw new MaestroError('NOT_FOUND', `There is no training run "${run.slice(0, 100)}": see maestro train list.`);
  const [steps, checkpoints] = await Promise.all([readSteps(results, run), results.learning.checkpointsOf(run)]);
  const validations = checkpoints.flatMap(({ step, hash, validationReward: reward, validationAccuracy: accuracy }) =>
    reward === null || accuracy === null ? [] : [{ step, policy: `learned:${hash}`, reward, accuracy }],
  );
  return { row, steps, validations };
}

/** As programs read it. */
export async function runJson(results: ResultStore, run: string): Promise<Record<string, unknown>> {
  const { row, steps, validations } = await runOf(results, run);
  return {
    ...{ run, suites: row.suites, state: row.state, created_at: row.createdAt, updated_at: row.updatedAt },
    policy: steps.at(-1)?.state.policy ?? null,
    best: bestValidation(validations) ?? null,
    validations,
    steps: steps.flatMap(({ report, state }) => (report === null ? [] : [{ ...report, policy: state.policy }])),
  };
}

export function listRuns(context: Context): Promise<number> {
  return withResults(context, async (results) => {
    const { out } = context;
    const rows = await results.learning.runs();
    const promoted = await results.learning.promoted();
    const known = await Promise.all(rows.map(({ run }) => runOf(results, run)));
    out.emit({
      promoted: promoted?.checkpoint ?? null,
      runs: await Promise.all(rows.map(({ run }) => runJson(results, run))),
    });
    if (rows.length === 0) {
      out.print('No training run yet: maestro train blindtest');
      return EXIT.ok;
    }
    const table = known.map(({ row, steps, validations }) => {
      const best = bestValidation(validations);
      return [
        printable(row.run),
        printable(row.state).slice(0, 60),
        String(steps.at(-1)?.state.step ?? 0),
        best === undefined ? '' : `${percent(best.accuracy)} (step ${best.step})`,
        best?.policy.replace('learned:', '').slice(0, 12) ?? '',
        row.createdAt.slice(0, 19).replace('T', ' '),
      ];
    });
    for (const line of renderTable(LIST_COLUMNS, table)) out.print(line);
    out.print(promoted === undefined ? 'No checkpoint is in use.' : `In use: ${promoted.checkpoint.slice(0, 12)}`);
    return EXIT.ok;
  });
}

const LIST_COLUMNS = [
  { title: 'run', align: 'left' },
  { title: 'state', align: 'left' },
  { title: 'steps', align: 'right' },
  { title: 'best validation', align: 'left' },
  { title: 'checkpoint', align: 'left' },
  { title: 'begun', align: 'left' },
] as const;

export function showRun(context: Context, run: string): Promise<number> {
  return withResults(context, async (results) => {
    const { out } = context;
    const { row, steps, validations } = await runOf(results, run);
    out.emit(await runJson(results, run));
    out.print(`${printable(run)}: ${printable(row.state)}, ${row.suites.map(printable).join(' ')}`);
    const validated = new Map(validations.map((each) => [each.step, each]));
    const table = steps.map(({ state, report }) => {
      const validation = validated.get(state.step);
      return [
        String(state.step),
        printable(state.policy.startsWith('learned:') ? state.policy.slice(8, 20) : state.policy),
        report?.reward.toFixed(3) ?? '',
        report?.callsPerRollout.toFixed(2) ?? '',
        report === null ? '' : `${report.zeroVariance}/${report.groups}`,
        report === null ? '' : String(report.refills),
        report?.exploration.toFixed(2) ?? '',
        report?.shares[0] === undefined ? '' : `${printable(report.shares[0][0])} ${percent(report.shares[0][1])}`,
        validation === undefined ? '' : `${validation.reward.toFixed(3)}, ${percent(validation.accuracy)} right`,
      ];
    });
    for (const line of renderTable(STEP_COLUMNS, table)) out.print(line);
    return EXIT.ok;
  });
}

const STEP_COLUMNS = [
  { title: 'step', align: 'right' },
  { title: 'checkpoint', align: 'left' },
  { title: 'reward', align: 'right' },
  { title: 'calls', align: 'right' },
  { title: 'idle', align: 'right' },
  { title: 'refills', align: 'right' },
  { title: 'explores', align: 'right' },
  { title: 'most called', align: 'left' },
  { title: 'validation', align: 'left' },
] as const;

export async function withResults<T>({ settings }: Context, work: (results: ResultStore) => Promise<T>): Promise<T> {
  const results = await openResultStore(settings.resultsUrl);
  try {
    return await work(results);
  } finally {
    await results.close();
  }
}

/** @module The report of an evaluation: a table by family for people, one object for programs. */
import { count, duration, money, percent } from '../format.js';
import { printable, type Colors } from '../output.js';
import { renderTable, type Column } from '../table.js';
import { reasonOf, type EndedTask } from './ended-task.js';
import { countsByFamily, countsOf, type Counts } from './tally.js';

export interface Faulty {
  readonly line: number;
  readonly message: string;
}

export interface EvalReport {
  readonly run: string;
  readonly suite: string;
  /** Fingerprint of the dataset; null: a suite. */
  readonly dataset: string | null;
  readonly policy: string;
  readonly seed: number;
  readonly tasks: readonly EndedTask[];
  /** Lines of the file that are no tasks. */
  readonly faults: readonly Faulty[];
  /** Of this command, in milliseconds. */
  readonly elapsedMs: number;
  readonly ui: string | undefined;
  readonly out: string | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: 'family', align: 'left' },
  { title: 'tasks', align: 'right' },
  { title: 'right', align: 'right' },
  { title: 'wrong', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'ungraded', align: 'right' },
  { title: 'accuracy (95%)', align: 'right' },
  { title: 'calls', align: 'right' },
  { title: 'p50', align: 'right' },
];
const SHOWN_FAILURES = 10;

/** Lines of text. */
export function reportLines(report: EvalReport, colors: Colors): readonly string[] {
  const { tasks, faults } = report;
  const total = countsOf(tasks);
  const families = [...countsByFamily(tasks)];
  const rows = families.map(([family, counts]) => row(family === '' ? '(none)' : printable(family), counts));
  const table = renderTable(COLUMNS, families.length > 1 ? [...rows, row('all', total)] : rows);
  const tokens = total.promptTokens + total.completionTokens;
  const rate = report.elapsedMs === 0 ? 0 : (tasks.length / report.elapsedMs) * 1_000;
  return [
    ...table,
    '',
    `${count(tasks.length, 'task')} of ${report.suite} by ${report.policy} in ${duration(report.elapsedMs)} (${rate.toFixed(1)}/s), ` +
      `${tokens === 0 ? '' : `${count(tokens, 'token')}, `}${money(total.costUsd)}`,
    ...ruleLines(total),
    ...failureLines(tasks, colors),
    ...faultLines(faults, colors),
  ];
}

function row(family: string, counts: Counts): readonly string[] {
  const { accuracy, interval, latencyP50 } = counts;
  const range = interval === null ? '' : ` (${Math.round(interval[0] * 100)}-${Math.round(interval[1] * 100)})`;
  return [
    family,
    String(counts.total),
    String(counts.right),
    String(counts.wrong),
    String(counts.failed),
    String(counts.ungraded),
    accuracy === null ? '-' : `${percent(accuracy)}${range}`,
    String(counts.calls),
    latencyP50 === null ? '-' : duration(latencyP50),
  ];
}

/** `right by rule: report 31, reward 30 (1 not decided)` */
function ruleLines({ byRule }: Counts): readonly string[] {
  const rules = Object.entries(byRule).map(
    ([rule, { right, undecided }]) => `${rule} ${right}${undecided === 0 ? '' : ` (${undecided} not decided)`}`,
  );
  return rules.length === 0 ? [] : [`right by rule: ${rules.join(', ')}`];
}

function failureLines(tasks: readonly EndedTask[], colors: Colors): readonly string[] {
  const failed = tasks.filter((task) => reasonOf(task) !== '');
  if (failed.length === 0) return [];
  const shown = failed
    .slice(0, SHOWN_FAILURES)
    .map((task) => `  ${printable(task.taskId)}  ${printable(reasonOf(task))}`);
  const more =
    failed.length > shown.length ? [`  and ${failed.length - shown.length} more (--json or --out has all)`] : [];
  return ['', colors.yellow(`${count(failed.length, 'task')} without an answer:`), ...shown, ...more];
}

function faultLines(faults: readonly Faulty[], colors: Colors): readonly string[] {
  if (faults.length === 0) return [];
  const title = `${count(faults.length, 'faulty line')}, left out:`;
  return ['', colors.red(title), ...faults.map((fault) => `  ${printable(fault.message)}`)];
}

/** The one object of `--json`. */
export function reportJson(report: EvalReport): Readonly<Record<string, unknown>> {
  const { tasks } = report;
  return {
    run: report.run,
    suite: report.suite,
    dataset: report.dataset,
    policy: report.policy,
    seed: report.seed,
    ...countsJson(countsOf(tasks)),
    seconds: report.elapsedMs / 1_000,
    families: Object.fromEntries([...countsByFamily(tasks)].map(([family, counts]) => [family, countsJson(counts)])),
    failures: tasks
      .filter((task) => reasonOf(task) !== '')
      .map((task) => ({ id: task.taskId, rollout: task.rollout === '' ? null : task.rollout, reason: reasonOf(task) })),
    faults: report.faults.map(({ line, message }) => ({ line, message })),
    ui: report.ui ?? null,
    out: report.out ?? null,
  };
}

function countsJson(counts: Counts): Readonly<Record<string, unknown>> {
  return {
    total: counts.total,
    right: counts.right,
    wrong: counts.wrong,
    ungraded: counts.ungraded,
    failed: counts.failed,
    accuracy: counts.accuracy,
    accuracy_95: counts.interval,
    reward_mean: counts.rewardMean,
    rules: counts.byRule,
    calls: counts.calls,
    prompt_tokens: counts.promptTokens,
    completion_tokens: counts.completionTokens,
    cost_usd: counts.costUsd,
    latency_p50_ms: counts.latencyP50,
  };
}

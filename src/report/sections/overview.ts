/** @module First sections: what was run, the table of all arms, what to know before believing it. */
import { left, right, table, text, type Block, type Section } from '../document.js';
import { amount, estimated, money, NONE, percent, time } from '../format.js';
import type { ArmReport, Report } from '../report.js';
import { accuracyChart } from '../charts/accuracy.js';
import { paretoChart } from '../charts/pareto.js';

export function overview(report: Report): readonly Section[] {
  return [
    { title: 'Overview', blocks: overviewBlocks(report) },
    { title: 'All arms', blocks: armBlocks(report) },
  ];
}

function overviewBlocks({ runs, rule, remarks }: Report): readonly Block[] {
  const rule95 = 'Every interval is at 95 %; how each figure is made is in docs/report.md.';
  const which =
    rule === 'report'
      ? 'Right or wrong by the published rule of each benchmark.'
      : 'Right or wrong by our strict rule, which rewards are made of.';
  return [
    text(`${which} ${rule95}`),
    ...table(
      [left('run'), right('rollouts')],
      runs.map(({ name, rollouts }) => [name, amount(rollouts)]),
    ),
    ...(remarks.length === 0 ? [] : [text('Before you believe it:'), { kind: 'list', items: remarks } as const]),
  ];
}

function armBlocks(report: Report): readonly Block[] {
  const { arms, pareto } = report;
  const several = arms.some(({ macro }) => macro.benchmarks > 1);
  return [
    { kind: 'picture', alt: 'Accuracy of each arm with its 95 % interval', spec: accuracyChart(arms) },
    ...table(
      [
        ...[right('#'), left('arm'), left('what it is'), right('tasks'), right('rollouts')],
        ...[right('accuracy (95 %)'), ...(several ? [right('mean over benchmarks (95 %)')] : [])],
        ...[right('cost'), right('per solved'), right('tokens'), right('calls'), right('p50'), right('p95')],
      ],
      arms.map((arm, index) => armRow(arm, index, several)),
    ),
    text(
      'Cost, tokens and calls are means of a rollout; "per solved" is all money spent for each rollout that was right; p50 and p95 are of its wall time.',
    ),
    { kind: 'picture', alt: 'Cost against accuracy; the line is the Pareto front', spec: paretoChart(report) },
    text(`No other arm beats in both ${costName(report)} and accuracy: ${pareto.join(', ') || NONE}.`),
  ];
}

function costName({ pareto_cost }: Report): string {
  return pareto_cost === 'cost_usd' ? 'cost' : 'latency (no money was spent)';
}

/** @param several the mean over benchmarks is another figure than the accuracy */
function armRow(arm: ArmReport, index: number, several: boolean): readonly string[] {
  const { name, kind, note, tasks, rollouts, accuracy, macro, usage } = arm;
  return [
    String(index + 1),
    name,
    note === '' ? kind : note,
    amount(tasks),
    amount(rollouts),
    estimated(accuracy),
    ...(several ? [estimated(macro)] : []),
    money(usage.cost_usd.mean),
    money(usage.cost_usd.per_solved),
    amount(usage.tokens.mean),
    amount(usage.calls.mean),
    time(usage.latency_ms.p50),
    time(usage.latency_ms.p95),
  ];
}

/** The paper's figures, in a column of their own. */
export function publishedSection({ published }: Report): Section {
  return {
    title: 'Beside the paper',
    blocks: [
      text(
        'The last column is what arXiv 2605.22177 published: of its benchmarks, models and machines, not of ours. The figures beside it are of the tasks of this report.',
      ),
      ...table(
        [left('figure'), right('this report'), right('published by the paper')],
        published.map(({ what, value, ours }) => [what, ours ?? NONE, value]),
      ),
    ],
  };
}

export function outcomesSection({ arms }: Report): Section {
  const outcomes = [...new Set(arms.flatMap((arm) => Object.keys(arm.outcomes)))].sort();
  return {
    title: 'Outcomes',
    blocks: [
      ...table(
        [
          left('arm'),
          ...outcomes.map(right),
          ...['tainted', 'rescored', 'run again', 'retried', 'calls cached', 'calls hedged'].map(right),
        ],
        arms.map(({ name, outcomes: counts, shares }) => [
          name,
          ...outcomes.map((outcome) => amount(counts[outcome] ?? 0)),
          ...[shares.tainted, shares.rescored, shares.rerun, shares.retried, shares.cached, shares.hedged].map(percent),
        ]),
      ),
      text(
        'Tainted: something was down or did not answer in time. Rescored: another version of the verdict stands beside the rollout’s own, which is counted here. Run again: it had ended before, and its last run is counted. Retried: a call took more than one attempt.',
      ),
    ],
  };
}

/** @module The report of training runs, in the order in which it is read. */
import { bestValidation } from '../../domain/training.js';
import { sumOf } from '../../statistics/clusters.js';
import { callsHeatMap } from '../charts/heat-map.js';
import { left, right, table, text, type Block, type Section } from '../document.js';
import { amount, estimated, money, percent } from '../format.js';
import type { CallFigures } from '../report.js';
import { callsCurve, learningCurves, sharesChart } from './charts.js';
import type { LearningReport, LearningRun } from './learning-report.js';

export function learningSections(report: LearningReport): readonly Section[] {
  return [runsSection(report), curvesSection(report), callsSection(report), ...report.runs.map(stepsSection)];
}

function runsSection({ runs }: LearningReport): Section {
  const rows = runs.map(({ run, suites, state, steps, validations }) => {
    const best = bestValidation(validations);
    const sum = (count: (report: LearningRun['steps'][number]['report']) => number): number =>
      sumOf(steps.map(({ report }) => count(report)));
    return [
      ...[run, suites.join(' '), state, amount(steps.length), amount(sum(({ members }) => members))],
      ...[
        amount(sum(({ refills }) => refills)),
        amount(sum(({ zeroVariance }) => zeroVariance)),
        amount(sum(({ groups }) => groups)),
      ],
      money(sum(({ costUsd }) => costUsd)),
      best === undefined
        ? ''
        : `${percent(best.accuracy)} (step ${best.step}, ${best.policy.replace('learned:', '').slice(0, 12)})`,
    ];
  });
  return {
    title: 'Runs',
    blocks: table(
      [
        ...[left('run'), left('suites'), left('state'), right('updates'), right('rollouts')],
        ...[right('refills'), right('taught nothing'), right('groups'), right('cost'), left('best validation')],
      ],
      rows,
    ),
  };
}

function curvesSection({ curves, runs }: LearningReport): Section {
  const pictures: readonly Block[] =
    curves.length === 0
      ? [text('No update yet.')]
      : [
          { kind: 'picture', alt: 'Reward and accuracy by update', spec: learningCurves(curves) },
          { kind: 'picture', alt: 'Expert calls a rollout by update', spec: callsCurve(curves) },
        ];
  const validations = curves.filter(({ measure }) => measure === 'validation');
  return {
    title: 'Learning curves',
    blocks: [
      ...pictures,
      text(
        `Training rollouts explore; validation takes the best option, on tasks that are not trained on.${runs.length > 1 ? ' Bands: 95 % bootstrap over runs.' : ''}`,
      ),
      ...table(
        [right('update'), right('runs'), left('right in validation')],
        validations.map((point) => [amount(point.step), amount(point.runs), estimated(point)]),
      ),
    ],
  };
}

function callsSection({ shares, before, after }: LearningReport): Section {
  const heatMap = (name: string, calls: CallFigures): readonly Block[] =>
    calls.total === 0
      ? []
      : [{ kind: 'picture', alt: `Calls by family and pair, ${name}`, spec: callsHeatMap(name, calls) }];
  const rows = (
    [
      ['first tenth', before],
      ['last tenth', after],
    ] as const
  ).map(([name, calls]) => [
    ...[name, amount(calls.total), amount(calls.pairs.length), calls.entropy_bits.toFixed(2)],
    ...[
      calls.family_information_bits.toFixed(2),
      calls.pairs
        .slice(0, 3)
        .map(({ pair, share }) => `${pair} ${percent(share)}`)
        .join(', '),
    ],
    calls.collapsed ? 'collapsed' : '',
  ]);
  return {
    title: 'Who is called',
    blocks: [
      ...(shares.length === 0
        ? []
        : [{ kind: 'picture', alt: 'Shares of the calls by pair and update', spec: sharesChart(shares) } as const]),
      ...table(
        [
          left('updates'),
          right('calls'),
          right('pairs'),
          right('entropy, bits'),
          right('family tells, bits'),
          left('most called'),
          left(''),
        ],
        rows,
      ),
      ...heatMap('first tenth of the updates', before),
      ...heatMap('last tenth of the updates', after),
    ],
  };
}

function stepsSection({ run, steps }: LearningRun): Section {
  return {
    title: `Updates of ${run}`,
    blocks: table(
      [
        ...[
          right('update'),
          right('reward'),
          right('right'),
          right('calls'),
          right('cost'),
          right('groups'),
          right('taught nothing'),
        ],
        ...[right('refills'), right('explores'), right('family tells, bits'), left('guard')],
      ],
      steps.map(({ report }) => [
        ...[amount(report.step), report.reward.toFixed(3), percent(report.accuracy), report.callsPerRollout.toFixed(2)],
        ...[money(report.costUsd), amount(report.groups), amount(report.zeroVariance), amount(report.refills)],
        ...[report.exploration.toFixed(2), report.information.toFixed(2), report.crossed.join('; ')],
      ]),
    ),
  };
}

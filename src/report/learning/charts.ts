/** @module Learning curves, and who is called as learning goes on. */
import { BASE, COLOURS, label } from '../charts/theme.js';
import type { CurvePoint, Measure, PairShareAtStep } from './learning-report.js';

interface Line {
  readonly measure: Measure;
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

const LINES: readonly Line[] = [
  { measure: 'reward', name: 'reward of training rollouts', colour: COLOURS[0], dash: [1, 0] },
  { measure: 'accuracy', name: 'right, training rollouts', colour: COLOURS[1], dash: [6, 3] },
  { measure: 'validation', name: 'right, validation (greedy)', colour: COLOURS[3], dash: [1, 0] },
];

/** Reward and accuracies by step, with bands over runs where there are several. */
export function learningCurves(curves: readonly CurvePoint[]): object {
  return chartOf(curves, LINES, 'mean, and 95 % interval over runs');
}

/** Expert calls a rollout by step. */
export function callsCurve(curves: readonly CurvePoint[]): object {
  return chartOf(curves, [{ measure: 'calls', name: 'calls', colour: COLOURS[2], dash: [1, 0] }], 'calls a rollout');
}

function chartOf(curves: readonly CurvePoint[], lines: readonly Line[], title: string): object {
  const shown = lines.filter(({ measure }) => curves.some((point) => point.measure === measure));
  const values = shown.flatMap(({ measure, name }) =>
    curves
      .filter((point) => point.measure === measure)
      .map(({ step, mean, low, high }) => ({ name, step, mean, low, high })),
  );
  const domain = shown.map(({ name }) => name);
  const legend =
    shown.length < 2
      ? null
      : {
          orient: 'bottom',
          direction: 'horizontal',
          symbolType: 'stroke',
          symbolOpacity: 1,
          symbolStrokeWidth: 3,
          symbolSize: 400,
        };
  const color = {
    field: 'name',
    type: 'nominal',
    title: null,
    legend,
    scale: { domain, range: shown.map(({ colour }) => colour) },
  };
  const x = { field: 'step', type: 'quantitative', title: 'updates', axis: { tickMinStep: 1, format: 'd' } };
  const strokeDash = {
    field: 'name',
    type: 'nominal',
    title: null,
    legend,
    scale: { domain, range: shown.map(({ dash }) => dash) },
  };
  return {
    ...BASE,
    data: { values },
    width: 620,
    height: 260,
    layer: [
      {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'area', opacity: 0.18 },
        encoding: { x, y: { field: 'low', type: 'quantitative', title }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y: { field: 'mean', type: 'quantitative', title }, color, strokeDash },
      },
      {
        mark: { type: 'point', filled: true, size: 22, opacity: 1 },
        encoding: { x, y: { field: 'mean', type: 'quantitative' }, color },
      },
    ],
  };
}

/** More colours than these can't be told apart. */
const MOST_PAIRS = 7;

/** Shares of the calls by pair and step: a policy that collapses is seen to. */
export function sharesChart(shares: readonly PairShareAtStep[]): object {
  const totals = new Map<string, number>();
  for (const { pair, share } of shares) totals.set(pair, (totals.get(pair) ?? 0) + share);
  const named = [...totals]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_PAIRS)
    .map(([pair]) => pair);
  const nameOf = (pair: string): string => (named.includes(pair) ? label(pair, 44) : 'others');
  const domain = [...named.map((pair) => label(pair, 44)), ...(totals.size > named.length ? ['others'] : [])];
  const sums = new Map<string, { step: number; pair: string; share: number }>();
  for (const { step, pair, share } of shares) {
    const key = `${step} ${nameOf(pair)}`;
    sums.set(key, { step, pair: nameOf(pair), share: (sums.get(key)?.share ?? 0) + 100 * share });
  }
  return {
    ...BASE,
    data: { values: [...sums.values()].map((value) => ({ ...value, order: domain.indexOf(value.pair) })) },
    width: 620,
    height: 260,
    mark: { type: 'bar', stroke: '#ffffff', strokeWidth: 0.3, width: { band: 1 } },
    encoding: {
      x: { field: 'step', type: 'ordinal', title: 'updates', axis: { labelOverlap: true, labelAngle: 0 } },
      y: { field: 'share', type: 'quantitative', title: '% of the calls', scale: { domain: [0, 100] } },
      color: {
        ...{ field: 'pair', type: 'nominal', title: null },
        scale: { domain, range: domain.map((name, index) => (name === 'others' ? '#bbbbbb' : COLOURS[index])) },
      },
      order: { field: 'order', type: 'quantitative' },
    },
  };
}

/** @module Cost against accuracy, with the front of what nothing else beats. */
import type { Estimate } from '../../statistics/estimate.js';
import type { ArmReport, Report, UsageFigure } from '../report.js';
import { BASE, COLOURS } from './theme.js';

type Plotted = Pick<Report, 'pareto' | 'pareto_cost'> & {
  readonly arms: readonly (Pick<ArmReport, 'name' | 'kind'> & {
    readonly accuracy: Pick<Estimate, 'mean'>;
    readonly usage: Readonly<Record<Report['pareto_cost'], Pick<UsageFigure, 'mean'>>>;
  })[];
};

export function paretoChart({ arms, pareto, pareto_cost }: Plotted): object {
  const money = pareto_cost === 'cost_usd';
  const points = arms.flatMap(({ name, kind, usage, accuracy }, index) => {
    const cost = usage[pareto_cost].mean;
    if (cost === null || accuracy.mean === null || kind === 'answer key' || kind === 'hindsight') return [];
    const front = pareto.includes(name) ? 'front' : 'beaten';
    return [{ number: index + 1, x: money ? 1_000 * cost : cost / 1_000, y: 100 * accuracy.mean, front }];
  });
  const values = points.map((point) => ({ ...point, label: labelOf(point, points) }));
  const title =
    pareto_cost === 'cost_usd' ? 'US dollars for 1,000 rollouts' : 'seconds a rollout, mean (no money was spent)';
  const x = { field: 'x', type: 'quantitative', title, scale: { zero: true, nice: true } };
  const y = { field: 'y', type: 'quantitative', title: 'accuracy, %', scale: { domain: [0, 100] } };
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: 300,
    layer: [
      {
        transform: [{ filter: "datum.front === 'front'" }],
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5, color: COLOURS[0] },
        encoding: { x, y, order: { field: 'x', type: 'quantitative' } },
      },
      {
        mark: { type: 'point', size: 90, strokeWidth: 1.5, opacity: 1 },
        encoding: {
          x,
          y,
          color: {
            field: 'front',
            type: 'nominal',
            title: null,
            scale: { domain: ['front', 'beaten'], range: [COLOURS[0], COLOURS[5]] },
          },
          shape: {
            field: 'front',
            type: 'nominal',
            title: null,
            scale: { domain: ['front', 'beaten'], range: ['circle', 'cross'] },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, dy: -8, fontSize: 12 },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

interface Point {
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/** Arms at nearly the same place share one label, at the first of them: `3, 7, 9`. */
function labelOf(point: Point, points: readonly Point[]): string {
  const widest = Math.max(...points.map(({ x }) => x));
  const close = points.filter(({ x, y }) => Math.abs(x - point.x) <= 0.02 * widest && Math.abs(y - point.y) <= 2);
  return close[0]?.number === point.number ? close.map(({ number }) => number).join(', ') : '';
}

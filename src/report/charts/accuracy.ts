/** @module Accuracy of each arm, with its interval. */
import type { ArmReport } from '../report.js';
import { BASE, COLOURS, label } from './theme.js';

const KINDS = [
  ['policy', COLOURS[0], 'circle'],
  ['reference', COLOURS[1], 'diamond'],
  ['hindsight', COLOURS[3], 'square'],
  ['answer key', COLOURS[7], 'cross'],
] as const;

export function accuracyChart(arms: readonly ArmReport[]): object {
  const values = arms.flatMap(({ name, kind, accuracy }, index) =>
    accuracy.mean === null
      ? []
      : [
          {
            arm: `${index + 1}  ${label(name)}`,
            kind,
            mean: 100 * accuracy.mean,
            low: 100 * (accuracy.low ?? accuracy.mean),
            high: 100 * (accuracy.high ?? accuracy.mean),
          },
        ],
  );
  const y = { field: 'arm', type: 'nominal', sort: null, title: null };
  const scale = { domain: [0, 100], nice: false };
  const kinds = KINDS.filter(([kind]) => values.some((value) => value.kind === kind));
  const domain = kinds.map(([kind]) => kind);
  const legend = { offset: 36 };
  const color = {
    ...{ field: 'kind', type: 'nominal', title: null, legend },
    scale: { domain, range: kinds.map(([, colour]) => colour) },
  };
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: { step: 24 },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          y,
          x: { field: 'low', type: 'quantitative', scale, title: 'accuracy, %, with its 95 % interval' },
          x2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          y,
          x: { field: 'mean', type: 'quantitative', scale },
          color,
          shape: {
            field: 'kind',
            type: 'nominal',
            title: null,
            legend,
            scale: { domain, range: kinds.map(([, , shape]) => shape) },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, fontSize: 11 },
        encoding: {
          y,
          x: { field: 'high', type: 'quantitative', scale },
          text: { field: 'mean', type: 'quantitative', format: '.1f' },
        },
      },
    ],
  };
}

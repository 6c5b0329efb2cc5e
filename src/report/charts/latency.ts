/** @module Latencies of rollouts: one row for each arm, on a common logarithmic axis. */
import type { Report } from '../report.js';
import { BASE, COLOURS, label } from './theme.js';

const MOST_ARMS = 5;

export function latencyChart(latencies: Report['latencies']): object {
  const arms = [...new Set(latencies.map(({ arm }) => arm))].slice(0, MOST_ARMS);
  const values = latencies
    .filter(({ arm }) => arms.includes(arm))
    .map(({ arm, from_ms, to_ms, rollouts }) => ({
      ...{ arm: label(arm, 40), rollouts },
      ...{ from: from_ms / 1_000, to: to_ms / 1_000 },
    }));
  return {
    ...BASE,
    data: { values },
    facet: {
      row: {
        field: 'arm',
        type: 'nominal',
        title: null,
        sort: arms.map((arm) => label(arm, 40)),
        header: { labelAngle: 0, labelAlign: 'left' },
      },
    },
    spec: {
      width: 520,
      height: 64,
      mark: { type: 'bar', color: COLOURS[0], stroke: '#ffffff', strokeWidth: 0.5 },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          title: 'seconds a rollout',
          scale: { type: 'log' },
          axis: { format: '~g' },
        },
        x2: { field: 'to' },
        y: { field: 'rollouts', type: 'quantitative', title: 'rollouts', axis: { tickCount: 3 } },
        y2: { datum: 0 },
      },
    },
  };
}

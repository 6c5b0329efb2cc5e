/** @module Calls by family and pair: the share of a family's calls that each pair gets. */
import type { CallFigures } from '../report.js';
import { BASE, label } from './theme.js';

/** More rows and columns than these can't be read on a page: the least called are left out. */
const MOST = { families: 24, pairs: 14 };

export function callsHeatMap(arm: string, { by_family, pairs }: CallFigures): object {
  const shown = new Set(pairs.slice(0, MOST.pairs).map(({ pair }) => pair));
  const totals = new Map<string, number>();
  for (const { family, calls } of by_family) totals.set(family, (totals.get(family) ?? 0) + calls);
  const families = [...totals].sort(([, a], [, b]) => b - a).slice(0, MOST.families);
  const kept = new Set(families.map(([family]) => family));
  const values = by_family
    .filter(({ family, pair }) => kept.has(family) && shown.has(pair))
    .map(({ family, pair, calls }) => ({
      family: label(family === '' ? '(none)' : family, 36),
      pair: label(pair, 44),
      share: (100 * calls) / (totals.get(family) ?? 1),
    }));
  const y = { field: 'family', type: 'nominal', title: null, sort: 'ascending' };
  const x = { field: 'pair', type: 'nominal', title: null, axis: { labelAngle: -35, orient: 'bottom' } };
  return {
    ...BASE,
    title: label(`${arm}: % of a family's calls`),
    data: { values },
    width: { step: 64 },
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff' },
        encoding: {
          x,
          y,
          color: {
            field: 'share',
            type: 'quantitative',
            title: '%',
            scale: { scheme: 'cividis', domain: [0, 100], reverse: true },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          x,
          y,
          text: { field: 'share', type: 'quantitative', format: '.0f' },
          color: { condition: { test: 'datum.share > 50', value: '#ffffff' }, value: '#000000' },
        },
      },
    ],
  };
}

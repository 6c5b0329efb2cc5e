/** @module Where the time goes, as shares of each arm. */
import type { ArmReport } from '../report.js';
import { BASE, COLOURS, label } from './theme.js';

/** From bottom to top; the colours differ in lightness as well. */
export const ACTIVITIES = [
  ['experts', COLOURS[0]],
  ['policy', COLOURS[1]],
  ['waiting', COLOURS[3]],
  ['judge', COLOURS[2]],
  ['engine', '#bbbbbb'],
] as const;

/** @param shown the activities that the picture has */
export function activityColour(shown: readonly string[]): object {
  const activities = ACTIVITIES.filter(([what]) => shown.includes(what));
  return {
    field: 'what',
    type: 'nominal',
    title: null,
    scale: { domain: activities.map(([what]) => what), range: activities.map(([, colour]) => colour) },
  };
}

export function timeChart(arms: readonly ArmReport[]): object {
  const values = arms
    .filter(({ kind }) => kind === 'policy')
    .flatMap(({ name, time_ms: split }) => {
      const total = ACTIVITIES.reduce((sum, [what]) => sum + split[what], 0);
      return ACTIVITIES.map(([what], order) => ({
        ...{ arm: label(name), what, order },
        share: total === 0 ? 0 : (100 * split[what]) / total,
      }));
    });
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: { step: 22 },
    mark: { type: 'bar', stroke: '#ffffff' },
    encoding: {
      y: { field: 'arm', type: 'nominal', sort: null, title: null },
      x: { field: 'share', type: 'quantitative', title: '% of the time', scale: { domain: [0, 100] } },
      color: activityColour(values.filter(({ share }) => share > 0).map(({ what }) => what)),
      order: { field: 'order', type: 'quantitative' },
    },
  };
}

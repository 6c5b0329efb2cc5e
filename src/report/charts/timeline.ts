/** @module One rollout as it went: a bar for each call. */
import type { Timeline } from '../report.js';
import { BASE, label } from './theme.js';
import { activityColour } from './time.js';

const MOST_ROWS = 40;

export function timelineChart({ spans, latency_ms }: Timeline): object {
  const rows = [...new Set(spans.map((span) => span.label))].slice(0, MOST_ROWS);
  const values = spans
    .filter((span) => rows.includes(span.label))
    .map((span) => ({
      what: span.what,
      call: label(span.label, 48),
      from: span.from_ms / 1_000,
      to: span.to_ms / 1_000,
    }));
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: { step: 20 },
    mark: { type: 'bar', height: 13 },
    encoding: {
      y: { field: 'call', type: 'nominal', sort: null, title: null, axis: { grid: true } },
      x: {
        field: 'from',
        type: 'quantitative',
        title: 'seconds since the rollout began',
        scale: { domain: [0, latency_ms / 1_000] },
      },
      x2: { field: 'to' },
      color: activityColour(values.map(({ what }) => what)),
    },
  };
}

/** @module From a graph of straight pieces to the function. */
import { fitKnots } from './fit-knots.js';
import type { PlotSeen } from './read-plot.js';
import type { Stub } from './stub.js';
import type { Written } from './written.js';

export function writePlot({ samples }: PlotSeen, { name, parameter }: Stub): Written {
  const knots = fitKnots(samples);
  if (knots === undefined)
    return { kind: 'cannot', reason: 'The graph does not go in straight pieces between crossings of the grid.' };
  const list = knots.map(({ x, y }) => `(${x}, ${y})`).join(', ');
  return {
    kind: 'written',
    code: [
      `def ${name}(${parameter}):`,
      `    knots = [${list}]`,
      '    for (a, u), (b, v) in zip(knots, knots[1:]):',
      `        if a <= ${parameter} <= b:`,
      `            return u + (v - u) * (${parameter} - a) / (b - a)`,
    ].join('\n'),
    confidence: 0.9 * Math.max(0.3, 1 - 2 * worst(samples, knots)),
    rule: `straight between ${list}`,
  };
}

/** The largest distance of a measured height from the chain, in units of the paper. */
function worst(samples: PlotSeen['samples'], knots: PlotSeen['samples']): number {
  return Math.max(
    ...samples.map(({ x, y }) => {
      const index = Math.max(
        1,
        knots.findIndex((knot) => knot.x >= x),
      );
      const [a, b] = [knots[index - 1], knots[index]];
      return a === undefined || b === undefined ? 0 : Math.abs(a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x) - y);
    }),
  );
}

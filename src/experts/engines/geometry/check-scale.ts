/** @module Does what is said or derived fit what is drawn? Letters or numbers that were misread seldom do. */
import { toNumber, type Quantity } from '../../../domain/geometry/quantity.js';
import type { Knowledge } from './knowledge.js';
import { angleSeen } from './place-measures.js';
import { distance } from './vertices.js';

/** How well it fits: `exact` within a few degrees or hundredths, `rough` within twice that, `off`; `unknown`: nothing to measure by. */
export type Fit = 'exact' | 'rough' | 'off' | 'unknown';

export function fitOf(name: string, value: Quantity, { given, places }: Pick<Knowledge, 'given' | 'places'>): Fit {
  if (name.startsWith('<')) {
    const seen = angleSeen([name.charAt(1), name.charAt(2), name.charAt(3)], places);
    return seen === undefined ? 'unknown' : grade(Math.abs(seen - toNumber(value)) / 5);
  }
  const own = pixels(name, places);
  const scales = [...given].flatMap(([other, length]) => {
    const seen = other.startsWith('<') || other === name ? undefined : pixels(other, places);
    return seen === undefined ? [] : [seen / toNumber(length)];
  });
  if (own === undefined || scales.length === 0) return 'unknown';
  const scale = scales.reduce((sum, each) => sum + each, 0) / scales.length;
  return grade(Math.abs(own / (scale * toNumber(value)) - 1) / 0.08);
}

function grade(off: number): Fit {
  return off <= 1 ? 'exact' : off <= 2 ? 'rough' : 'off';
}

function pixels(name: string, places: Knowledge['places']): number | undefined {
  const [a, b] = [places.get(name.charAt(0)), places.get(name.charAt(1))];
  return a === undefined || b === undefined ? undefined : distance(a, b);
}

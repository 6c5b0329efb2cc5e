/** @module Small tools of the figures: whole numbers, points by direction, names of points. */
import type { Quantity } from '../../domain/geometry/quantity.js';
import type { Random } from '../../domain/random.js';
import type { Place } from './figure.js';

export const whole = (value: number): Quantity => ({ num: value, den: 1, root: 1 });
export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
export const polar = (from: Place, length: number, degrees: number): Place => ({
  x: from.x + length * Math.cos(radians(degrees)),
  y: from.y + length * Math.sin(radians(degrees)),
});
export const given = (...pairs: readonly (readonly [string, number])[]): ReadonlyMap<string, Quantity> =>
  new Map(pairs.map(([name, value]) => [name, whole(value)]));

/** Letters in random order, so that no letter means anything. */
export function letters(random: Random, count: number): readonly string[] {
  return random.shuffle(Array.from('ABCDEFGHJKLMNPQRSTUVWXYZ')).slice(0, count);
}

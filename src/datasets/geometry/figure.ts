/** @module A figure to scale: points, what joins them, what is stated of them, and what is given. */
import type { Quantity } from '../../domain/geometry/quantity.js';
import type { Fact } from '../../domain/geometry/theorems.js';

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Figure {
  /** Units of the figure's lengths; y grows upwards. */
  readonly points: Readonly<Record<string, Place>>;
  readonly segments: readonly (readonly [string, string])[];
  readonly circle: { readonly centre: string; readonly through: string } | undefined;
  /** Relations, one sentence each; two ways to say the same. */
  readonly statements: readonly (readonly [string, string])[];
  readonly facts: readonly Fact[];
  readonly given: ReadonlyMap<string, Quantity>;
  /** Names of what may be asked. */
  readonly askable: readonly string[];
}

/** The measure of a name (`AB`, `<ABC` with the vertex in the middle) in the figure as drawn: units or degrees. */
export function measureOf(name: string, points: Figure['points']): number {
  const at = (letter: string): Place => points[letter] ?? { x: Number.NaN, y: Number.NaN };
  if (!name.startsWith('<')) {
    const [a, b] = [at(name.charAt(0)), at(name.charAt(1))];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }
  const [a, vertex, b] = [at(name.charAt(1)), at(name.charAt(2)), at(name.charAt(3))];
  const turn = Math.abs(Math.atan2(a.y - vertex.y, a.x - vertex.x) - Math.atan2(b.y - vertex.y, b.x - vertex.x));
  return (Math.min(turn, 2 * Math.PI - turn) * 180) / Math.PI;
}

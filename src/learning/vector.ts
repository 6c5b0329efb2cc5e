/** @module Sums over lists of numbers, always in the order of their index, so that every machine comes to the same bits. */

/** Of `values` with as many weights, beginning at `offset`. */
export function dot(weights: readonly number[], offset: number, values: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (weights[offset + index] ?? 0) * (values[index] ?? 0);
  return sum;
}

/** Adds `scale` times `values` to `into`, beginning at `offset`. */
export function addScaled(into: number[], offset: number, values: readonly number[], scale: number): void {
  for (let index = 0; index < values.length; index++)
    into[offset + index] = (into[offset + index] ?? 0) + scale * (values[index] ?? 0);
}

export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length;
}

/** The place of the greatest, the first of equals; -1 for none. */
export function argmax(values: readonly number[]): number {
  let best = -1;
  for (const [index, value] of values.entries()) if (best < 0 || value > (values[best] ?? 0)) best = index;
  return best;
}

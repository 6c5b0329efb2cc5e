/** @module Many tests at once: p-values that keep the chance of any false alarm at the level of one. */

/**
 * Holm's step-down correction (Scandinavian Journal of Statistics 6, 1979): the k-th smallest of m p-values times (m - k + 1), never
 * below the one before it, at most 1. In the order of the input.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => 1);
  let floor = 0;
  for (const [rank, { p, index }] of order.entries()) {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = floor;
  }
  return adjusted;
}

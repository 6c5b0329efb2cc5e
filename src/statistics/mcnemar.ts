/** @module McNemar's test: did one of two policies get more of the same tasks right? */

/**
 * The exact two-sided p-value (McNemar, Psychometrika 12, 1947; the exact form is a binomial test of the discordant pairs):
 * twice the smaller tail of Binomial(b + c, 1/2), at most 1.
 * @param b tasks that only the first got right
 * @param c tasks that only the second got right
 */
export function mcnemarExact(b: number, c: number): number {
  const n = b + c;
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(b, c); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

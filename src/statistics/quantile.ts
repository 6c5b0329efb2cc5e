/** @module Quantiles of samples and of the distributions that intervals and tests need. */

/**
 * The p-quantile of a sample by linear interpolation (type 7 of Hyndman and Fan, The American Statistician 50, 1996, the default
 * of R and NumPy). NaN of an empty sample.
 * @param p 0..1
 */
export function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * p;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** The 0.975 quantile of the standard normal distribution: a 95 % interval is the mean and this many standard errors. */
export const Z_95 = 1.959963984540054;
/** Its 0.8 quantile: a power of 80 %. */
export const Z_POWER_80 = 0.8416212335729143;

/**
 * The 0.975 quantile of Student's t. Exact for 1 and 2 degrees of freedom; else by the expansion 26.7.5 of Abramowitz and Stegun,
 * Handbook of Mathematical Functions (within 1 % at 3, within 0.1 % from 5).
 */
export function student95(degrees: number): number {
  if (degrees <= 1) return Math.tan(Math.PI * 0.475);
  if (degrees <= 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
  const z = Z_95;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3;
}

/** @module How many tasks it takes to see a difference. */
import { Z_95, Z_POWER_80 } from './quantile.js';

/**
 * Tasks for a two-sided paired test at 5 % to have a power of 80 % (Connor, Biometrics 43, 1987, in the form for any paired
 * difference): (z.975 + z.8)^2 * s^2 / d^2, where s^2 is the variance per task, design effect of the clusters included, as it was
 * observed. Null where there is no difference, or no spread to judge by.
 * @param variance of the mean difference
 * @param n tasks that it was observed on
 */
export function tasksNeeded(difference: number, variance: number, n: number): number | null {
  if (!(Math.abs(difference) > 1e-12) || !(variance > 0)) return null;
  return Math.ceil(((Z_95 + Z_POWER_80) ** 2 * variance * n) / difference ** 2);
}

/** The smallest difference that so many tasks show with a power of 80 %; null without spread. */
export function detectableDifference(variance: number): number | null {
  return variance > 0 ? (Z_95 + Z_POWER_80) * Math.sqrt(variance) : null;
}

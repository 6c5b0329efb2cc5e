/** @module How a policy spreads its calls: a collapsed one, which always calls the same, has an entropy near 0. */
import { sumOf } from './clusters.js';

/** Shannon entropy of counts, bits (Bell System Technical Journal 27, 1948). 0 of an empty list. */
export function entropyBits(counts: readonly number[]): number {
  const total = sumOf(counts);
  return -sumOf(counts.filter((count) => count > 0).map((count) => (count / total) * Math.log2(count / total))) + 0;
}

/**
 * Mutual information of row and column of a table of counts, bits: H(row) + H(column) - H(both). 0: the column says nothing of the
 * row, as when every family is sent to the same pair.
 */
export function mutualInformationBits(table: readonly (readonly number[])[]): number {
  const columns = table[0]?.map((_, column) => sumOf(table.map((row) => row[column] ?? 0))) ?? [];
  const information = entropyBits(table.map(sumOf)) + entropyBits(columns) - entropyBits(table.flat());
  return Math.max(0, information);
}

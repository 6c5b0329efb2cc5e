/** @module Edit distance of two texts. */

/** Least insertions, deletions and replacements of characters, in O(n * m) time and O(min) space. */
export function levenshtein(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [Array.from(a), Array.from(b)] : [Array.from(b), Array.from(a)];
  let row = Array.from({ length: short.length + 1 }, (_, index) => index);
  for (const [i, character] of long.entries()) {
    const next = [i + 1];
    for (const [j, other] of short.entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** @module What stands in braces: `{5}`, and `\boxed{...}` with braces inside. */

/** What stands in the last braces, `\boxed{...}` included; undefined when there are none. */
export function lastBraces(text: string): string | undefined {
  return allBraces(text).at(-1);
}

/** What stands in each pair of braces that has none inside, in order. */
export function allBraces(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => (match[1] ?? '').trim());
}

/** The content of each `\boxed{...}` or `\fbox{...}`, in order, nested braces and all; one that isn't closed has none. */
export function boxedValues(text: string): string[] {
  if (!text.includes('\\boxed') && !text.includes('\\fbox')) return [];
  const found: string[] = [];
  const opening = /\\(?:boxed|fbox)\s*\{/g;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const end = closingBrace(text, opening.lastIndex);
    if (end === undefined) break;
    found.push(text.slice(opening.lastIndex, end).trim());
    opening.lastIndex = end + 1;
  }
  return found;
}

/** Index of the brace that closes the one before `from`. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return index;
  }
  return undefined;
}

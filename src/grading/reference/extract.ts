/**
 * @module How the reference implementation (arXiv 2605.22177) finds an answer in text, for comparison only. Rebuilt from
 * observed behaviour; it is given our structured answer, as if that stood in an answer block. Faults kept: punctuation is cut
 * off both ends (`-5` becomes `5`), a block of several lines is skipped, the first match counts.
 */

const EDGES = /^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu;

/** In their order; each on the whole text, without case, the first match. */
const PATTERNS = [
  /answer\s*(?:is)?\s*[:：]\s*([^\n]+)/i,
  /\\boxed\{([^{}\n]*)\}/i,
  /\$\$([^\n]+?)\$\$/i,
  /\$([^\n]+?)\$/i,
];
/** Looked for inside an answer block. */
const INNER = [/the answer is\s+([^\n]+)/i, ...PATTERNS];
const LEAD_WORDS = /^(?:so|thus|therefore|hence|the answer is|answer)\b[\s:,]*/i;

/** Cut at both ends, as there; the empty text when nothing is left. */
export function trimmed(text: string): string {
  return text.replace(EDGES, '');
}

export function extractReference(answer: string): string {
  const block = answer.trim();
  if (!block.includes('\n')) {
    // Cut before it is looked into, so that `\boxed{42}` is `boxed{42` and no box any more.
    const cut = trimmed(block);
    return trimmed(firstMatch(cut, INNER) ?? cut);
  }
  const found = firstMatch(block, PATTERNS);
  if (found !== undefined) return trimmed(found);
  const lines = block.split('\n').map((line) => trimmed(line));
  return (lines.filter((line) => line !== '').at(-1) ?? '').replace(LEAD_WORDS, '');
}

function firstMatch(text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

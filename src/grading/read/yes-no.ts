/** @module Yes or no, never inside another word. */
import { normalizeText } from './text.js';

/**
 * `Yes`, `no.`, `Yes, they touch`. Not `not known`, not `yesterday`, not `yes and no`, not `No abnormality` (which says
 * something else).
 */
export function readYesNo(text: string): 'yes' | 'no' | undefined {
  const match = /^(yes|no)(?:$|[,.;:!]\s*(.*)$)/.exec(normalizeText(text));
  const word = match?.[1];
  if (word === undefined || /\b(?:yes|no)\b/.test(match?.[2] ?? '')) return undefined;
  return word === 'yes' ? 'yes' : 'no';
}

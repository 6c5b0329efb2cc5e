/** @module The three things a rule can find: no committed answer, a comparison, or that it can't decide. */
import type { Finding, Item, Rule } from './contract.js';

const MAX_SHOWN = 100;

export function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

/** Did {@link shown} cut it, perhaps? */
export function isShortened(text: string): boolean {
  return text.length > MAX_SHOWN;
}

export function noAnswer(why = 'no committed answer could be read'): Finding {
  return { correct: false, score: 0, extracted: '', why };
}

/** A text that is read, and can't be right or wrong here. */
export function cannotDecide(extracted: string, why: string): Finding {
  return { correct: null, score: 0, extracted: shown(extracted), why };
}

export function compared(extracted: string, matches: boolean, truth: string, how = 'equals'): Finding {
  const answer = shown(extracted);
  const why = matches ? `"${answer}" ${how} "${shown(truth)}"` : `"${answer}" is not "${shown(truth)}"`;
  return { correct: matches, score: matches ? 1 : 0, extracted: answer, why };
}

/** The usual rule: one reading of the answer, right when it matches any of the truths. */
export function oneOf(
  read: (item: Item) => string | undefined,
  matches: (extracted: string, truth: string, item: Item) => boolean,
  how?: string,
): Rule {
  return (item) => {
    const extracted = read(item);
    if (extracted === undefined) return noAnswer();
    const hit = item.truths.find((truth) => matches(extracted, truth, item));
    return compared(extracted, hit !== undefined, hit ?? item.truths.join('" or "'), how);
  };
}

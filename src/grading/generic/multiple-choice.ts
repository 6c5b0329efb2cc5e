/** @module Questions with options: our reading of the committed option, shared by the sources that have them. */
import type { Grader, Item, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { commit } from '../read/commit.js';
import { indexOfLetter, letterOf, readOption } from '../read/option.js';
import { sameText } from '../read/text.js';

/**
 * The options as far as the item tells: its own, or the one that the truth names by letter and text (`["B", "red"]`).
 * Unknown texts are empty and equal nothing.
 */
export function optionsOf({ options, truths }: Item): readonly string[] {
  if (options.length > 0) return options;
  const index = truths.length === 2 ? indexOfLetter(truths[0] ?? '') : undefined;
  if (index === undefined || indexOfLetter(truths[1] ?? '') !== undefined) return [];
  return Array.from({ length: index + 1 }, (_, at) => (at === index ? (truths[1] ?? '') : ''));
}

/** Index of the right option: by letter, or by a text that is an option's. */
export function rightOption(item: Item): number | undefined {
  const options = optionsOf(item);
  for (const truth of item.truths) {
    const index = indexOfLetter(truth) ?? indexOfLetter(/^\(?([A-J])[).]?$/.exec(truth.trim())?.[1] ?? '');
    if (index !== undefined) return index;
    const byText = options.findIndex((option) => option !== '' && sameText(option, truth));
    if (byText >= 0) return byText;
  }
  return undefined;
}

/** The committed option, by letter, text or both, is the right one. */
export const choiceReward: Rule = (item) => {
  const right = rightOption(item);
  const committed = commit(item.answer);
  // Only the item's own options are all of them; the pair of a truth leaves the others open.
  const index = committed === undefined ? undefined : readOption(committed, item.options, optionsOf(item));
  if (right === undefined) {
    const text = committed ?? '';
    return compared(
      text,
      item.truths.some((truth) => sameText(text, truth)),
      item.truths.join('" or "'),
    );
  }
  return index === undefined
    ? noAnswer('no option could be read')
    : compared(letterOf(index), index === right, letterOf(right));
};

export const multipleChoice: Grader = {
  id: 'multiple-choice',
  aliases: ['mcq', 'choice'],
  version: 2,
  summary: 'one option, by its letter, its text, or both',
  rules: { report: choiceReward, reward: choiceReward },
};

/** @module Options of a question: which one is right, their order, and how they are shown. */
import { seededRandom } from '../../domain/random.js';
import { cellFault } from './cell-fault.js';
import type { Adapter, OptionTruth } from './schema.js';

const LETTERS = 'ABCDEFGHIJ';

export interface Choice {
  readonly options: readonly string[];
  /** From 0. */
  readonly right: number;
}

/**
 * @param said the row's word for the right option: a letter, the exact text of an option, or its index
 * @throws MaestroError INVALID_INPUT when it names none
 */
export function rightOption(options: readonly string[], said: string, truth: OptionTruth): number {
  const text = said.trim();
  const letter = /^\(?([A-Ja-j])\)?[.:]?$/.exec(text)?.[1]?.toUpperCase();
  const byText = options.indexOf(text);
  const index = /^\d+$/.test(text) && byText < 0 ? Number(text) - truth.counted_from : undefined;
  const right = letter === undefined ? (index ?? byText) : LETTERS.indexOf(letter);
  if (right >= 0 && right < options.length) return right;
  const column = 'column' in truth.option ? truth.option.column : '';
  throw cellFault(column, `"${text.slice(0, 60)}" names none of the ${options.length} options`);
}

/** The same seed and task, the same order. */
export function shuffleChoice({ options, right }: Choice, seed: number, id: string): Choice {
  const order = seededRandom('options', seed, id).shuffle(options.map((_, index) => index));
  return { options: order.map((index) => options[index] ?? ''), right: order.indexOf(right) };
}

export function truthOf({ options, right }: Choice, as: OptionTruth['as']): string | readonly string[] {
  const [letter, text] = [LETTERS.charAt(right), options[right] ?? ''];
  switch (as) {
    case 'letter':
      return letter;
    case 'text':
      return text;
    case 'both':
      return [letter, text];
  }
}

/** The question with its options under it, `A. red` or `(1) red`. */
export function withOptions(question: string, options: readonly string[], how: Adapter['show_options']): string {
  if (how === undefined) return question;
  const lines = options.map((option, index) =>
    how === 'letters' ? `${LETTERS.charAt(index)}. ${option}` : `(${index + 1}) ${option}`,
  );
  return [question, ...lines].join('\n');
}

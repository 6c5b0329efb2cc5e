/** @module What a later step sees of an earlier one. */
import type { JsonValue } from '../domain/ref.js';

/** One reply. */
export interface StepItem {
  readonly text: string;
  /** 0..1. */
  readonly confidence: number | undefined;
  readonly data: { readonly [key: string]: JsonValue };
}

/** A step that ran once, or once for each image: then `text` joins its items and `data` is empty. */
export interface StepResult extends StepItem {
  /** One for each image of the task, or just one. */
  readonly items: readonly StepItem[];
}

/** Of evidence that failed, or has not been asked for. */
export const NO_ITEM: StepItem = { text: '', confidence: undefined, data: {} };

/** Several images: `Image 1: ...`, `Image 2: ...`; an image without a text is left out. As sure as the least sure of them. */
export function joinItems(items: readonly StepItem[]): StepResult {
  const [only] = items;
  if (only !== undefined && items.length === 1) return { ...only, items };
  const said = items.flatMap(({ text }, index) => (text === '' ? [] : [`Image ${index + 1}: ${text}`]));
  const known = items.flatMap(({ confidence }) => confidence ?? []);
  return {
    text: said.join('\n\n'),
    confidence: known.length === 0 ? undefined : Math.min(...known),
    data: {},
    items,
  };
}

/** @module What the algebra engine finds: an exact number, or that it does not understand. */
import type { JsonValue } from '../../../domain/ref.js';
import { toText, type Exact } from './exact.js';

export type Solution =
  | {
      readonly kind: 'solved';
      readonly text: string;
      /** 0..1: how sure it is that the question was understood. */
      readonly confidence: number;
      /** How it was solved, e.g. `linear-equation`. */
      readonly method: string;
      readonly data: { readonly [key: string]: JsonValue };
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/** One way to understand a question; undefined when it is not of this kind. */
export type Method = (question: Question) => Solution | undefined;

/** A question as asked, and with numbers and signs spelled one way, in lower case. */
export interface Question {
  readonly original: string;
  readonly text: string;
}

export function solved(value: Exact, method: string, confidence: number): Solution {
  return solvedText(toText(value), method, confidence);
}

export function solvedText(text: string, method: string, confidence: number): Solution {
  return { kind: 'solved', text, confidence, method, data: {} };
}

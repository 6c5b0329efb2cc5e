/** @module A program for a sandbox, and what came of it: the same for every language. */

export interface Program {
  readonly code: string;
  /** Code that is run after it, in the same place: it passes when it ends without an error. */
  readonly tests: string | undefined;
  readonly timeoutMs: number;
}

export type ProgramResult =
  | {
      readonly kind: 'ended';
      readonly printed: string;
      /** Of its last expression; empty when there is none, and with tests. */
      readonly value: string;
      /** Was more printed than is kept? */
      readonly truncated: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly printed: string };

/** @module A function that was written, or why none was. */
export type Written =
  | {
      readonly kind: 'written';
      readonly code: string;
      /** 0..1 */
      readonly confidence: number;
      /** What was read, in a few words. */
      readonly rule: string;
    }
  | { readonly kind: 'cannot'; readonly reason: string };

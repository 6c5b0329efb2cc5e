/** @module What raster tasks work on and find: plain pixels in, plain data out, so that both cross to a worker thread. */
import type { JsonValue } from '../../../domain/ref.js';

/** Opaque RGB pixels, row by row, three bytes each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What a task is given besides the pixels. */
export interface RasterQuestion {
  readonly text: string;
  readonly params: { readonly [key: string]: JsonValue };
}

export type Finding =
  | {
      readonly kind: 'found';
      readonly text: string;
      /** 0..1 */
      readonly confidence: number;
      readonly data: { readonly [key: string]: JsonValue };
      readonly images: readonly Raster[];
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/** Looks at one picture. Pure. */
export type RasterTask = (raster: Raster, question: RasterQuestion) => Finding;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A found answer without images. */
export function found(text: string, confidence: number, data: { readonly [key: string]: JsonValue }): Finding {
  return { kind: 'found', text, confidence: clamp(confidence, 0, 1), data, images: [] };
}

export function cannot(reason: string): Finding {
  return { kind: 'cannot', reason };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** An element of a typed array; 0 outside it. Loops over all pixels read theirs directly: what arrays of all kinds share is several times slower. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}

/** @module How hard a picture is to read, as far as its file tells: its size, and how it was worn. */
import type { ImageRef } from '../domain/ref.js';

/** Megapixels below which a picture is small, middling, large. */
const SIZES = [
  [0.5, 'S'],
  [2, 'M'],
  [8, 'L'],
] as const;
/** Bytes a pixel above which a lossless picture is noisy: drawings on plain ground take less than a tenth of it. */
const NOISY = 0.5;

/**
 * `png S`, `png-noisy M`, `jpeg L`, `text`: of several pictures the largest. Noise can't be compressed without loss, so a noisy PNG takes
 * more bytes a pixel; compression artefacts come with JPEG. Nothing in it is known to the answer key alone.
 */
export function difficultyBin(images: readonly ImageRef[]): string {
  const [largest] = [...images].sort((a, b) => b.width * b.height - a.width * a.height);
  if (largest === undefined) return 'text';
  const pixels = Math.max(1, largest.width * largest.height);
  const size = SIZES.find(([limit]) => pixels / 1e6 < limit)?.[1] ?? 'XL';
  const kind = largest.mime.replace('image/', '');
  const noisy = kind === 'png' && largest.bytes / pixels > NOISY;
  return `${kind}${noisy ? '-noisy' : ''} ${size}`;
}

/** @module Connected components of a mask. */
import type { Box } from './ink.js';

export interface Component extends Box {
  readonly label: number;
  /** Pixels. */
  readonly area: number;
}

export interface Labelled {
  /** Per pixel: 0 outside the mask, else the label of its component (1, 2, ...). */
  readonly labels: Int32Array;
  readonly components: readonly Component[];
}

/** Labels the pixels of `mask` that equal `value`; `diagonal` joins pixels that meet at a corner only. */
export function labelComponents(mask: Uint8Array, width: number, value: 0 | 1, diagonal: boolean): Labelled {
  const labels = new Int32Array(mask.length);
  const components: Component[] = [];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== value || labels[start] !== 0) continue;
    const label = components.length + 1;
    let area = 0;
    let [minX, minY, maxX, maxY] = [width, mask.length, -1, -1];
    labels[start] = label;
    stack.push(start);
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      const y = (p - x) / width;
      area++;
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if ((!diagonal && dx !== 0 && dy !== 0) || x + dx < 0 || x + dx >= width) continue;
          const q = p + dy * width + dx;
          if (q < 0 || q >= mask.length || mask[q] !== value || labels[q] !== 0) continue;
          labels[q] = label;
          stack.push(q);
        }
      }
    }
    components.push({ label, area, minX, minY, maxX, maxY });
  }
  return { labels, components };
}

/** Does the box reach the edge of the picture? */
export function touchesEdge(box: Box, width: number, height: number): boolean {
  return box.minX === 0 || box.minY === 0 || box.maxX === width - 1 || box.maxY === height - 1;
}

/** @module Found boxes in words, for the prompt of a later step. */
import { boxText, type Size } from './box.js';
import type { DetectedBox } from './detections.js';

/** Of one image: `2 boxes, (left, top)-(right, bottom) in an image of 640 x 480 pixels:` and a numbered line for each. */
export function describeBoxes(boxes: readonly DetectedBox[], { width, height }: Size): string {
  if (boxes.length === 0) return 'nothing was found';
  const lines = boxes.map(({ box, label, score }, index) => {
    const sure = score === undefined ? '' : `, ${Math.round(100 * score)} % sure`;
    return `${index + 1}. ${label === '' ? 'an object' : label} at ${boxText(box)}${sure}`;
  });
  const count = boxes.length === 1 ? '1 box' : `${boxes.length} boxes`;
  return [`${count}, (left, top)-(right, bottom) in an image of ${width} x ${height} pixels:`, ...lines].join('\n');
}

/** @module The form in which a detector is asked to reply: what `readDetections` reads. */
import type { BoxSpace } from '../../domain/registry.js';
import type { Size } from './box.js';
import { describeSpace } from './box-space.js';
import { imageSizesText } from './zoom-request.js';

/** @param images in the sizes in which they are sent */
export function detectionFormat(space: BoxSpace, images: readonly Size[]): string {
  const which = images.length > 1 ? '"image": number of the image from 1, ' : '';
  return [
    `Reply with a JSON list and nothing else: for each object {${which}"bbox_2d": [left, top, right, bottom], "label": "what it is"}.`,
    `Coordinates are ${describeSpace(space)}. If there is nothing, reply with [].`,
    ...(space === 'pixel' ? [imageSizesText(images)] : []),
  ].join('\n');
}

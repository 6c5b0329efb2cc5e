/** @module How a zoom model is told of its one function. */
import type { Size } from './box.js';
import { describeSpace, type BoxSpace } from './box-space.js';

/** The function's name on the wire: what DeepEyes and its kin were trained to call. */
const FUNCTION = 'image_zoom_in';

/** The system message: the function as Qwen-style chat templates declare tools, since not every server passes tools on. */
export function zoomSystemText(space: BoxSpace): string {
  const declaration = {
    type: 'function',
    function: {
      name: FUNCTION,
      description: 'Shows one rectangular region of an image enlarged, so that small things in it can be made out.',
      parameters: {
        type: 'object',
        properties: {
          bbox_2d: {
            type: 'array',
            items: { type: 'number' },
            minItems: 4,
            maxItems: 4,
            description: `Left, top, right and bottom of the region: ${describeSpace(space)}.`,
          },
          image: { type: 'integer', description: 'Number of the image, from 1. Needed when there are several.' },
          label: { type: 'string', description: 'What is to be seen there.' },
        },
        required: ['bbox_2d'],
      },
    },
  };
  return [
    'You decide whether a region of the given images must be seen enlarged before a question about them can be answered.',
    `One function is at your disposal:\n<tools>\n${JSON.stringify(declaration)}\n</tools>`,
    `To use it, end your reply with one call of this form:\n<tool_call>\n{"name": "${FUNCTION}", "arguments": {"bbox_2d": [x1, y1, x2, y2]}}\n</tool_call>`,
    'If all that matters is plain to see already, call nothing and write <answer>none</answer>.',
  ].join('\n\n');
}

/** The sizes of the images, which a model needs in order to write pixels. */
export function imageSizesText(images: readonly Size[]): string {
  return images.map(({ width, height }, index) => `Image ${index + 1}: ${width} x ${height} pixels.`).join('\n');
}

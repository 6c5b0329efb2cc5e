/** @module The coordinate spaces in which models write boxes: in words, and how a box of another space than the card's is told. */
import type { BoxSpace } from '../../domain/registry.js';
import type { Corners, ShownImage, Size } from './box.js';

/** How a prompt asks for coordinates of this space. */
export function describeSpace(space: BoxSpace): string {
  switch (space) {
    case 'pixel':
      return 'whole pixels of the image';
    case 'per-mille':
      return 'whole numbers from 0 to 1000, as thousandths of the width and of the height';
    case 'unit':
      return 'decimal numbers from 0 to 1, as fractions of the width and of the height';
  }
}

/** Models overshoot the edge of an image a little: by so much of its side a box is cut to the image. */
const OVERSHOOT = 0.1;

/**
 * Why a box can't be of the space that the model's card declares; undefined when it can. Cut to the image, it would look sound
 * and lie at the edge or in a corner; and where one box of a reply is of another space, all are.
 */
export function faultOfSpace(corners: Corners, space: BoxSpace, image: ShownImage): string | undefined {
  if (!corners.every((value) => Number.isFinite(value))) return undefined;
  const declared = `the model's card says that it writes ${describeSpace(space)} (boxes: ${space})`;
  const advice = 'set "boxes" in the card to the space that it does write: pixel, per-mille or unit';
  const { width, height } = endOf(space, image);
  const [x1, y1, x2, y2] = corners;
  const beyond = [
    { value: Math.max(x1, x2), end: width },
    { value: Math.max(y1, y2), end: height },
  ].find(({ value, end }) => value > end * (1 + OVERSHOOT));
  if (beyond !== undefined)
    return `a box reaches to ${beyond.value}, far beyond ${beyond.end}, and ${declared}: ${advice}`;
  if (space !== 'unit' && isFraction(corners))
    return `a box is of fractions from 0 to 1, ${JSON.stringify(corners)}, and ${declared}: ${advice}`;
  return undefined;
}

/** The right and the lower edge of the image. */
function endOf(space: BoxSpace, { shown }: ShownImage): Size {
  if (space === 'pixel') return shown;
  const end = space === 'unit' ? 1 : 1000;
  return { width: end, height: end };
}

/** Whole numbers, as 0 and 1 are, may be pixels. */
function isFraction(corners: Corners): boolean {
  return corners.every((value) => value >= 0 && value <= 1) && corners.some((value) => !Number.isInteger(value));
}

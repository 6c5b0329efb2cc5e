/** @module The coordinate spaces in which models write boxes; a model's card names its own. */

/** Pixels of the image, thousandths of its sides, or fractions of them. */
export type BoxSpace = 'pixel' | 'per-mille' | 'unit';

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

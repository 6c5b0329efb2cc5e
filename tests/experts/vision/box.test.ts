/** Boxes as models write them, in every space, become pixels of the stored image. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shownImage, toBox } from '../../../src/experts/vision/box.js';

const space = fc.constantFrom('pixel', 'per-mille', 'unit' as const);
const side = fc.integer({ min: 1, max: 20_000 });
const size = fc.tuple(side, side, side).map(([width, height, maxSide]) => shownImage({ width, height }, maxSide));

test('a box that reaches a little over an edge is cut to the image, whichever corner comes first', () => {
  const share = fc.double({ min: -0.2, max: 1.1, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(share, share, share, share), space, size, (shares, boxSpace, image) => {
      const end = { pixel: image.shown, 'per-mille': { width: 1000, height: 1000 }, unit: { width: 1, height: 1 } };
      const { width, height } = end[boxSpace];
      const corners = shares.map((value, index) => value * (index % 2 === 0 ? width : height));
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners;
      const box = toBox([x1, y1, x2, y2], boxSpace, image);
      if (box === undefined) return;
      expect(0 <= box.left && box.left < box.right && box.right <= image.width).toBe(true);
      expect(0 <= box.top && box.top < box.bottom && box.bottom <= image.height).toBe(true);
    }),
  );
});

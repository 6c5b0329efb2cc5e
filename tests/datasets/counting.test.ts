/** The suite `counting`: truths counted anew from the places, and pixels that show them. */
import { describe, expect, test } from '@jest/globals';
import { areApart, FLAT_COLORS, type FlatShape } from '../../src/datasets/counting/layout.js';
import { drawCount, drawFlatSvg } from '../../src/datasets/counting/suite.js';
import { visibleShare } from '../../src/datasets/scenes/silhouette.js';
import { renderPng } from '../../src/datasets/raster.js';
import { seededRandom } from '../../src/domain/random.js';
import { decodePng, distance, rgbOf } from './pixels.js';

const CONDITIONS = ['none', 'attributes', 'place', 'contact'] as const;
const items = CONDITIONS.flatMap((condition) =>
  Array.from({ length: 12 }, (_, index) => drawCount(condition, seededRandom('count', condition, index))),
);

describe('pictures', () => {
  test('of each shape the promised share is seen, and none lies on two that lie on one another', () => {
    const least = { none: 1, some: 0.75, much: 0.55 };
    for (const { picture, occlusion } of items) {
      for (const [index, shape] of picture.entries()) {
        expect(visibleShare(shape, picture.slice(index + 1))).toBeGreaterThanOrEqual(least[occlusion]);
        const apart = (one: FlatShape, other: FlatShape): boolean =>
          picture.indexOf(one) > picture.indexOf(other) ? areApart(one, other) : areApart(other, one);
        const partners = picture.filter((other) => other !== shape && !apart(shape, other));
        for (const one of partners) for (const other of partners) expect(one === other || apart(one, other)).toBe(true);
      }
    }
  });

  test('counted by its pixels, the picture has as many patches of each colour as its shapes say, where none overlap', async () => {
    const apart = items.filter(({ occlusion }) => occlusion === 'none');
    expect(apart.length).toBeGreaterThan(3);
    for (const { picture, width, height } of apart) {
      const pixels = await decodePng(renderPng(drawFlatSvg(width, height, picture)));
      for (const shape of picture) {
        const shown = pixels.at(Math.round(shape.x), Math.round(shape.y));
        expect(distance(shown, rgbOf(FLAT_COLORS[shape.color]))).toBeLessThan(12);
      }
    }
  });

  test('what touches has an outline between its colours, and what does not has ground between', async () => {
    const { picture, width, height } = items.at(-1)!;
    const pixels = await decodePng(renderPng(drawFlatSvg(width, height, picture)));
    for (const [index, one] of picture.entries()) {
      for (const other of picture.slice(index + 1)) {
        if (!areApart(one, other)) continue;
        const along = Array.from({ length: 201 }, (_, step) => step / 200);
        const isGround = ([r, g, b]: readonly [number, number, number]): boolean => Math.min(r, g, b) > 235;
        const between = along.map((share) =>
          pixels.at(Math.round(one.x + share * (other.x - one.x)), Math.round(one.y + share * (other.y - one.y))),
        );
        const passes = picture.some(
          (third) =>
            third !== one &&
            third !== other &&
            along.some(
              (share) =>
                Math.hypot(one.x + share * (other.x - one.x) - third.x, one.y + share * (other.y - one.y) - third.y) <
                1.2 * third.radius,
            ),
        );
        if (!passes) expect(between.some(isGround)).toBe(true);
      }
    }
  });
});

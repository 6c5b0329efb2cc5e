/** The suite `scenes`: truths by another path than the generator's, and pictures that show what is asked about. */
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/random.js';
import { drawSceneSvg } from '../../src/datasets/scenes/draw.js';
import { isInside, visibleShare } from '../../src/datasets/scenes/silhouette.js';
import { runProgram } from '../../src/datasets/scenes/program.js';
import { QUESTION_FAMILIES } from '../../src/datasets/scenes/questions.js';
import { drawQuestion } from '../../src/datasets/scenes/suite.js';
import { COLORS, footOf, VALUES, type Scene, type SceneObject } from '../../src/datasets/scenes/world.js';
import { renderPng } from '../../src/datasets/raster.js';
import { decodePng } from './pixels.js';

const questions = QUESTION_FAMILIES.flatMap((family) =>
  Array.from({ length: 25 }, (_, index) => drawQuestion(family, seededRandom('truth', family, index))),
);

const object = (x: number, y: number, rest: Partial<SceneObject>): SceneObject => ({
  size: 'small',
  color: 'red',
  material: 'rubber',
  shape: 'cube',
  x,
  y,
  radius: 20,
  ...rest,
});

describe('programs', () => {
  const ball = object(50, 100, { shape: 'sphere', size: 'large', radius: 40 });
  const scene: Scene = {
    width: 640,
    height: 480,
    objects: [object(300, 80, { color: 'blue' }), object(200, 90, {}), ball],
  };
  const cubes = {
    op: 'filter',
    filters: [{ attribute: 'shape', value: 'cube' }],
    of: { op: 'scene' },
  } as const;
  const balls = { ...cubes, filters: [{ attribute: 'shape', value: 'sphere' }] } as const;

  test.each([
    [{ op: 'count', of: cubes } as const, '2'],
    [{ op: 'count', of: { op: 'relate', relation: 'right', of: balls } } as const, '2'],
    [{ op: 'exist', of: { op: 'relate', relation: 'front', of: balls } } as const, 'no'],
    [{ op: 'count', of: { op: 'same', attribute: 'color', of: balls } } as const, '1'],
    [{ op: 'query', attribute: 'size', of: balls } as const, 'large'],
    [{ op: 'compare-number', by: 'more', left: cubes, right: balls } as const, 'yes'],
    [{ op: 'query', attribute: 'color', of: cubes } as const, undefined],
    [{ op: 'compare-attribute', attribute: 'color', left: balls, right: balls } as const, undefined],
  ])('%j', (program, truth) => {
    expect(runProgram(program, scene)).toBe(truth);
  });
});

describe('scenes', () => {
  test('no two objects stand on one vertical or at one depth; both sizes are there', () => {
    for (const { scene } of questions) {
      for (const [index, one] of scene.objects.entries()) {
        for (const other of scene.objects.slice(index + 1)) {
          expect(Math.abs(one.x - other.x)).toBeGreaterThan(0.02 * scene.width);
          expect(footOf(other) - footOf(one)).toBeGreaterThan(0.02 * scene.width);
        }
      }
      expect(new Set(scene.objects.map(({ size }) => size))).toEqual(new Set(VALUES.size));
    }
  });

  test('of each object enough is seen', () => {
    for (const { scene } of questions) {
      const outlines = scene.objects.map((each) => ({ ...each, outline: each.shape }));
      for (const [index, each] of outlines.entries()) {
        expect(visibleShare(each, outlines.slice(index + 1))).toBeGreaterThanOrEqual(0.72);
      }
    }
  });

  test('the pixels agree: at places that nothing hides there is the colour of the object, and on metal a white spot', async () => {
    for (const { scene } of questions.filter((_, index) => index % 15 === 0)) {
      const pixels = await decodePng(renderPng(drawSceneSvg(scene)));
      for (const [index, each] of scene.objects.entries()) {
        const nearer = scene.objects.slice(index + 1);
        const isFree = (x: number, y: number): boolean =>
          nearer.every((other) => {
            const radius = 1.1 * other.radius;
            return !isInside(other.shape, (x - other.x) / radius, (y - other.y) / radius);
          });
        const front = [each.x - 0.1 * each.radius, each.y + 0.2 * each.radius] as const;
        if (isFree(...front)) {
          const shown = pixels.at(Math.round(front[0]), Math.round(front[1]));
          const factor = Math.max(...shown) / Math.max(...COLORS[each.color]);
          expect(factor).toBeGreaterThan(0.85);
          for (const [channel, value] of COLORS[each.color].entries()) {
            expect(Math.abs(value * factor - shown[channel]!)).toBeLessThan(10);
          }
        }
        const spot = [each.x - 0.3 * each.radius, each.y - 0.12 * each.radius] as const;
        if (isFree(...spot)) {
          const isWhite = Math.min(...pixels.at(Math.round(spot[0]), Math.round(spot[1]))) > 250;
          expect(isWhite).toBe(each.material === 'metal');
        }
      }
    }
  });
});

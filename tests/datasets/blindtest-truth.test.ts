/** The truth of each picture is found again from the picture, by other means than the generator's. */
import { describe, expect, test } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import { seededRandom } from '../../src/domain/random.js';
import type { PictureDraft } from '../../src/datasets/draft.js';
import { fontFiles } from '../../src/datasets/fonts.js';
import { renderPng } from '../../src/datasets/raster.js';
import { generateCircledLetter } from '../../src/datasets/blindtest/circled-letter.js';
import { PALETTE } from '../../src/datasets/blindtest/drawing.js';
import { generateGrid } from '../../src/datasets/blindtest/grid.js';
import { generateLineIntersections } from '../../src/datasets/blindtest/line-intersections.js';
import { generateNestedSquares } from '../../src/datasets/blindtest/nested-squares.js';
import { generateOlympicShapes } from '../../src/datasets/blindtest/olympic-shapes.js';
import { generateSubway } from '../../src/datasets/blindtest/subway.js';
import { generateTwoCircles } from '../../src/datasets/blindtest/two-circles.js';
import { decodePng, distance, isInk, isWhite, regions, rgbOf, type Pixels, type Rgb } from './pixels.js';

const drafts = (generate: (random: ReturnType<typeof seededRandom>) => PictureDraft, count: number): PictureDraft[] =>
  Array.from({ length: count }, (_, index) => generate(seededRandom('truth', index)));
const pixelsOf = (draft: PictureDraft): Promise<Pixels> => decodePng(renderPng(draft.svg));

describe('line-intersections', () => {
  test('the blue line changes sides with the red one as often as the truth says', () => {
    for (const draft of drafts(generateLineIntersections, 300)) {
      const [first, second] = [...draft.svg.matchAll(/points="([^"]+)"/g)].map(([, list]) =>
        list!.split(' ').map((pair) => pair.split(',').map(Number) as [number, number]),
      );
      const heightAt = (line: [number, number][], x: number): number => {
        const right = Math.max(
          1,
          line.findIndex(([end]) => end >= x),
        );
        const [[x0, y0], [x1, y1]] = [line[right - 1]!, line[right]!];
        return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
      };
      let changes = 0;
      let above: boolean | undefined;
      for (let step = 0; step <= 997; step++) {
        const x = first![0]![0] + ((first![2]![0] - first![0]![0]) * step) / 997;
        const now = heightAt(first!, x) > heightAt(second!, x);
        if (above !== undefined && now !== above) changes++;
        above = now;
      }
      expect(String(changes)).toBe(draft.truth);
    }
  });

  test('the lines are far enough apart at their ends and bends to be told apart', () => {
    for (const draft of drafts(generateLineIntersections, 100)) {
      const [first, second] = [...draft.svg.matchAll(/points="([^"]+)"/g)].map(([, list]) =>
        list!.split(' ').map((pair) => Number(pair.split(',')[1])),
      );
      const width = Number(/stroke-width="([\d.]+)"/.exec(draft.svg)![1]);
      for (let column = 0; column < 3; column++) {
        expect(Math.abs(first![column]! - second![column]!)).toBeGreaterThan(2 * width);
      }
    }
  });
});

describe('two-circles', () => {
  test('touching discs are one region of ink, others two; overlapping ones cover less than twice a disc', async () => {
    for (const draft of drafts(generateTwoCircles, 16)) {
      const inkRegions = regions(await pixelsOf(draft), isInk);
      const radius = Number(/ r="([\d.]+)"/.exec(draft.svg)![1]);
      if (draft.difficulty['relation'] === 'touch') expect(inkRegions.length).toBe(draft.truth === 'Yes' ? 1 : 2);
      const covered = inkRegions.reduce((sum, size) => sum + size, 0) / (2 * Math.PI * (radius + 0.5) ** 2);
      if (draft.difficulty['gap'] !== 0) expect(covered < 0.995 && inkRegions.length === 1).toBe(draft.truth === 'Yes');
    }
  });

  test('a question about overlap never shows discs that merely touch', () => {
    const all = drafts(generateTwoCircles, 500);
    expect(all.some((draft) => draft.difficulty['gap'] === 0)).toBe(true);
    for (const { difficulty } of all) {
      if (difficulty['relation'] === 'overlap') expect(difficulty['gap']).not.toBe(0);
    }
  });
});

describe('circled-letter', () => {
  test("the middle of the red oval lies in the box that the renderer gives to the truth's letter", async () => {
    for (const draft of drafts(generateCircledLetter, 30)) {
      const pixels = await pixelsOf(draft);
      const red: number[] = [];
      for (let y = 0; y < pixels.height; y++) {
        for (let x = 0; x < pixels.width; x++) if (isRed(pixels.at(x, y))) red.push(x);
      }
      const middle =
        (red.reduce((least, x) => Math.min(least, x)) + red.reduce((most, x) => Math.max(most, x)) + 1) / 2;
      const texts = draft.svg.match(/<text.*?<\/text>/g)!;
      const nearest = texts
        .map((text) => ({ letter: text.replace(/<[^>]+>/g, ''), off: Math.abs(middleOf(text) - middle) }))
        .sort((a, b) => a.off - b.off)[0]!;
      expect(nearest.letter).toBe(draft.truth);
      expect(nearest.off).toBeLessThan(2);
    }
  });

  const isRed = ([r, g, b]: Rgb): boolean => r > 200 && g < 80 && b < 80;
  const middleOf = (text: string): number => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">${text}</svg>`;
    const box = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: fontFiles() } }).getBBox()!;
    return box.x + box.width / 2;
  };
});

describe('olympic-shapes', () => {
  test('a chain of n shapes, each overlapping the next, encloses 2n - 1 areas', async () => {
    for (const draft of drafts(generateOlympicShapes, 16)) {
      const areas = regions(await pixelsOf(draft), (r, g, b) => Math.min(r, g, b) > 235).filter((size) => size > 2);
      expect({ ...draft.difficulty, n: areas.length - 1 }).toEqual({
        ...draft.difficulty,
        n: 2 * Number(draft.truth) - 1,
      });
    }
  });
});

describe('nested-squares', () => {
  test('the borders never touch: there are as many regions of ink, and as many enclosed areas, as squares', async () => {
    for (const draft of drafts(generateNestedSquares, 20)) {
      const pixels = await pixelsOf(draft);
      expect(String(regions(pixels, isInk).length)).toBe(draft.truth);
      expect(String(regions(pixels, isWhite).length - 1)).toBe(draft.truth);
    }
  });
});

describe('grid', () => {
  test('the picture has a dark line before and after each row and each column', async () => {
    for (const draft of drafts(generateGrid, 16)) {
      const pixels = await pixelsOf(draft);
      const [rows, columns] = [darkRuns(pixels, 'rows') - 1, darkRuns(pixels, 'columns') - 1];
      expect(`${rows},${columns}`).toBe(draft.truth);
    }
  });

  /** Counts runs of rows (or columns) that are dark over most of the picture's span. */
  function darkRuns(pixels: Pixels, direction: 'rows' | 'columns'): number {
    let runs = 0;
    let wasDark = false;
    for (let line = 0; line < pixels.width; line++) {
      let dark = 0;
      for (let along = 0; along < pixels.width; along++) {
        const [r] = direction === 'rows' ? pixels.at(along, line) : pixels.at(line, along);
        if (r < 128) dark++;
      }
      const isDark = dark > 0.85 * pixels.width;
      if (isDark && !wasDark) runs++;
      wasDark = isDark;
    }
    return runs;
  }
});

describe('subway', () => {
  test('as many colours arrive at both stations as the truth says', async () => {
    for (const draft of drafts(generateSubway, 40)) {
      const pixels = await pixelsOf(draft);
      const asked = [...draft.wordings[0]!.matchAll(/\b[ABCD]\b/g)].map(([station]) => station);
      expect(asked.length).toBe(2);
      const [from, to] = asked.map((station) => coloursAt(pixels, station));
      const shared = [...from!].filter((colour) => to!.has(colour)).length;
      expect(String(shared)).toBe(draft.truth);
      expect(from!.size).toBe(draft.difficulty['routesPerStation']);
      expect(to!.size).toBe(draft.difficulty['routesPerStation']);
    }
  });

  test('each colour of the map joins exactly two stations', async () => {
    for (const draft of drafts(generateSubway, 20)) {
      const pixels = await pixelsOf(draft);
      const ends = ['A', 'B', 'C', 'D'].flatMap((station) => [...coloursAt(pixels, station)]);
      for (const colour of ends) expect(ends.filter((other) => other === colour).length).toBe(2);
    }
  });

  test('no two routes share an edge of the grid', () => {
    for (const draft of drafts(generateSubway, 40)) {
      const unit = draft.width / 18;
      const edges = [...draft.svg.matchAll(/points="([^"]+)"/g)].flatMap(([, list]) => {
        const points = list!.split(' ').map((pair) => pair.split(',').map((each) => Math.round(Number(each) / unit)));
        return points.slice(1).map((point, index) => [points[index]!.join(), point.join()].sort().join(' '));
      });
      expect(new Set(edges).size).toBe(edges.length);
    }
  });

  /** The palette's colours on the line that all routes of a station cross when they leave it. */
  function coloursAt(pixels: Pixels, station: string): Set<string> {
    const size = pixels.width;
    const near = Math.round((1.4 / 18) * size);
    const found = new Set<string>();
    for (let along = 0; along < size; along++) {
      const places: Record<string, readonly [number, number]> = {
        A: [along, near],
        B: [size - near, along],
        C: [along, size - near],
        D: [near, along],
      };
      const pixel = pixels.at(...places[station]!);
      for (const colour of PALETTE) if (distance(pixel, rgbOf(colour)) < 30) found.add(colour);
    }
    return found;
  }
});

/** @module Two broken lines, blue and red: how often do they cross? (0, 1 or 2) */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { picture, polyline, type Point } from './drawing.js';

/** Heights are ticks of this many steps, as on a chart's axis. */
const STEPS = 12;
const COLORS = [
  { first: '#0000ff', second: '#ff0000' },
  { first: '#1f4fd8', second: '#d62728' },
] as const;

type Heights = readonly [number, number, number];

/** Draws two lines of two pieces each over the same three columns. */
export function generateLineIntersections(random: Random): PictureDraft {
  const size = random.pick([384, 768, 1152]);
  const lineWidth = random.pick([2, 4]);
  const margin = random.pick([0.05, 0.08, 0.12]);
  const colors = random.pick(COLORS);
  const wanted = random.int(0, 2);
  let first = heights(random);
  let second = heights(random);
  while (!separate(first, second) || crossings(first, second) !== wanted) {
    first = heights(random);
    second = heights(random);
  }
  const toPoints = (ticks: Heights): Point[] =>
    ticks.map((tick, column) => ({
      x: size * (margin + (1 - 2 * margin) * (column / 2)),
      y: size * (1 - margin - (1 - 2 * margin) * (tick / STEPS)),
    }));
  const width = (lineWidth * size) / 384;
  const svg = picture(size, size, [
    polyline(toPoints(first), { color: colors.first, width }),
    polyline(toPoints(second), { color: colors.second, width }),
  ]);
  return { svg, width: size, height: size, truth: String(wanted), wordings: WORDINGS, difficulty: { size, lineWidth } };
}

const WORDINGS: readonly string[] = [
  'At how many points does the blue line meet the red line? Give the number in curly brackets, e.g. {5}.',
  'How many times do the blue and the red line touch each other? Answer with a number in curly brackets, for example {3}.',
  'Count the places where the red line crosses the blue line. Reply with the count only.',
  'The plot shows a blue and a red line. How many intersections do the two lines have? Answer with one number.',
];

/** Three heights; no piece runs along the upper or lower edge. */
function heights(random: Random): Heights {
  for (;;) {
    const ticks: Heights = [random.int(0, STEPS), random.int(0, STEPS), random.int(0, STEPS)];
    const [left, middle, right] = ticks;
    const alongEdge = (from: number, to: number): boolean => from === to && (from === 0 || from === STEPS);
    if (!alongEdge(left, middle) && !alongEdge(middle, right)) return ticks;
  }
}

/** The lines share no tick in any column, so they can meet only between columns. */
function separate(first: Heights, second: Heights): boolean {
  return first.every((tick, column) => tick !== second[column]);
}

/** Between two columns the lines cross exactly when the upper one changes. */
function crossings(first: Heights, second: Heights): number {
  const [left, middle, right] = [first[0] > second[0], first[1] > second[1], first[2] > second[2]];
  return Number(left !== middle) + Number(middle !== right);
}

/** @module A subway map of four stations: how many routes of a single colour join two of them? (0 to 3) */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { label, PALETTE, picture, polyline, type Point } from './drawing.js';
import { findRoutes, GRID_STEPS, PORTS, STATIONS, type Station, type Trip } from './subway-routes.js';

/** The three ways to split four stations into two pairs. With k routes at each station, both pairs of a split have as many. */
const SPLITS: readonly (readonly [readonly [Station, Station], readonly [Station, Station]])[] = [
  [['A', 'B'], ['C', 'D']],
  [['A', 'C'], ['B', 'D']],
  [['A', 'D'], ['B', 'C']],
]; // prettier-ignore

/** Draws the map: stations A (top), B (right), C (bottom) and D (left) with one, two or three routes each. */
export function generateSubway(random: Random): PictureDraft {
  const size = random.pick([512, 1024]);
  const lineWidth = (random.pick([10, 20]) * size) / 1024;
  const answer = random.pick([0, 1, 1, 2, 2, 3]);
  const routesPerStation = random.int(Math.max(1, answer), 3);
  const [asked, ...others] = random.shuffle(SPLITS);
  const counts = new Map(others.map((split) => [split, 0]));
  if (asked !== undefined) counts.set(asked, answer);
  for (let route = answer; route < routesPerStation; route++) {
    const split = random.pick(others);
    counts.set(split, (counts.get(split) ?? 0) + 1);
  }
  const pairs = [...counts].flatMap(([split, count]) =>
    split.flatMap((pair) => Array.from({ length: count }, () => pair)),
  );
  let paths: readonly (readonly Point[])[] | undefined;
  while (paths === undefined) paths = findRoutes(random, tripsOf(random, pairs));

  const unit = size / GRID_STEPS;
  const colors = random.shuffle(PALETTE);
  const toPixels = (point: Point): Point => ({ x: point.x * unit, y: point.y * unit });
  const lines = paths.map((path, index) =>
    polyline(path.map(toPixels), { color: colors[index] ?? '#000000', width: lineWidth }),
  );
  const names = STATIONS.map((station) => {
    const at = toPixels(PORTS[station].label);
    const style = { font: 'Open Sans', size: 0.9 * unit, color: '#000000', anchor: 'middle' } as const;
    return label(station, { x: at.x, y: at.y + 0.32 * unit }, style);
  });
  const [from, to] = random.shuffle(random.pick(asked ?? []));
  return {
    svg: picture(size, size, [...lines, ...names]),
    width: size,
    height: size,
    truth: String(answer),
    wordings: wordings(from ?? 'A', to ?? 'B'),
    difficulty: { size, lineWidth, routesPerStation },
  };
}

function wordings(from: Station, to: Station): readonly string[] {
  return [
    `How many paths of a single colour lead from ${from} to ${to}? Give the number in curly brackets, e.g. {3}.`,
    `Count the one-colour routes that go from ${from} to ${to}. Answer with a number in curly brackets, for example {2}.`,
    `On this map each route has one colour. How many routes connect ${from} and ${to}? Reply with the number only.`,
    `How many different single-coloured lines join station ${from} with station ${to}? Answer with one number.`,
  ];
}

/** Gives each end of each route a port of its own. */
function tripsOf(random: Random, pairs: readonly (readonly [Station, Station])[]): readonly Trip[] {
  const free = new Map(STATIONS.map((station) => [station, random.shuffle([0, 1, 2] as const)]));
  const take = (station: Station): Point => PORTS[station].ports[free.get(station)?.pop() ?? 0];
  return random.shuffle(pairs).map(([from, to]) => ({ from: take(from), to: take(to) }));
}

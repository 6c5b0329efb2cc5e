/** @module Ways over a square grid that share no edge, for the subway map. */
import type { Random } from '../../domain/random.js';
import type { Point } from './drawing.js';

/** The map is this many steps wide and high. Routes run on the crossings 2 to 16; ports lie on the ring around them. */
export const GRID_STEPS = 18;
const LOW = 2;
const HIGH = GRID_STEPS - 2;

export const STATIONS = ['A', 'B', 'C', 'D'] as const;
export type Station = (typeof STATIONS)[number];

interface StationPlace {
  readonly label: Point;
  readonly ports: readonly [Point, Point, Point];
}

/** Where each station's name and its three ports are, in steps. */
export const PORTS: Readonly<Record<Station, StationPlace>> = {
  A: place({ x: 9, y: 0.5 }, [7, 9, 11].map((x) => ({ x, y: 1 }))),
  B: place({ x: 17.5, y: 9 }, [7, 9, 11].map((y) => ({ x: 17, y }))),
  C: place({ x: 9, y: 17.5 }, [7, 9, 11].map((x) => ({ x, y: 17 }))),
  D: place({ x: 0.5, y: 9 }, [7, 9, 11].map((y) => ({ x: 1, y }))),
}; // prettier-ignore

function place(label: Point, [first = label, second = label, third = label]: readonly Point[]): StationPlace {
  return { label, ports: [first, second, third] };
}

export interface Trip {
  readonly from: Point;
  readonly to: Point;
}

/** One path per trip; no two paths, and no path with itself, share an edge. Undefined when one is walled in: try again. */
export function findRoutes(random: Random, trips: readonly Trip[]): readonly (readonly Point[])[] | undefined {
  const used = new Set<string>();
  const paths: (readonly Point[])[] = [];
  for (const { from, to } of trips) {
    const start = inside(from);
    const goal = inside(to);
    const via = { x: random.int(LOW, HIGH), y: random.int(LOW, HIGH) };
    const firstLeg = walk(random, start, via, used);
    const secondLeg = firstLeg && walk(random, via, goal, used);
    if (firstLeg === undefined || secondLeg === undefined) return undefined;
    paths.push([from, ...firstLeg, ...secondLeg.slice(1), to]);
  }
  return paths;
}

/** The crossing next to a port. */
function inside(port: Point): Point {
  return { x: Math.min(HIGH, Math.max(LOW, port.x)), y: Math.min(HIGH, Math.max(LOW, port.y)) };
}

/** The cheapest way (Dijkstra) when every edge costs chance; marks its edges as used. */
function walk(random: Random, from: Point, to: Point, used: Set<string>): readonly Point[] | undefined {
  const cost = new Map<string, number>([[key(from), 0]]);
  const previous = new Map<string, Point>();
  const open = new Map<string, Point>([[key(from), from]]);
  while (open.size > 0) {
    const here = cheapest(open, cost);
    if (here === undefined) return undefined;
    open.delete(key(here));
    if (key(here) === key(to)) return trace(to, from, previous, used);
    for (const next of neighbours(here)) {
      if (used.has(edge(here, next))) continue;
      const total = (cost.get(key(here)) ?? 0) + 1 + 3 * random.next();
      if (total < (cost.get(key(next)) ?? Infinity)) {
        cost.set(key(next), total);
        previous.set(key(next), here);
        open.set(key(next), next);
      }
    }
  }
  return undefined;
}

function cheapest(open: ReadonlyMap<string, Point>, cost: ReadonlyMap<string, number>): Point | undefined {
  let best: Point | undefined;
  let bestCost = Infinity;
  for (const [name, point] of open) {
    const total = cost.get(name) ?? Infinity;
    if (total < bestCost) [best, bestCost] = [point, total];
  }
  return best;
}

function trace(to: Point, from: Point, previous: ReadonlyMap<string, Point>, used: Set<string>): readonly Point[] {
  const path = [to];
  let here = to;
  while (key(here) !== key(from)) {
    const before = previous.get(key(here)) ?? from;
    used.add(edge(before, here));
    path.unshift(before);
    here = before;
  }
  return path;
}

function neighbours({ x, y }: Point): readonly Point[] {
  return [
    { x: x + 1, y },
    { x: x - 1, y },
    { x, y: y + 1 },
    { x, y: y - 1 },
  ].filter((point) => point.x >= LOW && point.x <= HIGH && point.y >= LOW && point.y <= HIGH);
}

function key(point: Point): string {
  return `${point.x},${point.y}`;
}

function edge(a: Point, b: Point): string {
  return [key(a), key(b)].sort().join('-');
}

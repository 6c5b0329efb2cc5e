/** @module Counts single-colour routes between two stations of a subway map: A on top, B right, C at the bottom, D left. */
import { labelComponents } from './components.js';
import { backgroundOf, boundsOf, type Box } from './ink.js';
import { assignColours, BLACK, colourDistance, flatColours } from './palette.js';
import { cannot, found, type Finding, type Raster, type RasterQuestion } from './raster.js';

const STATIONS = ['A', 'B', 'C', 'D'] as const;
type Station = (typeof STATIONS)[number];

/** The map between two opposite stations is this many cells of its lattice long. */
const CELLS = 14;

/** Index of the first route among the assigned colours, after the background and the letters' black. */
const FIRST_ROUTE = 2;

/** Lines leave most of a map white. */
const MOST_INK = 0.45;

/** A colour with less than this share of the commonest one's pixels is no route: routes all cross half the map or more. */
const LEAST_ROUTE = 0.06;

/** A route reaches a station when its colour is the main one of a stroke that ends at the station's side of the map. */
export function countRoutes(raster: Raster, question: RasterQuestion): Finding {
  const pair = stationsIn(question.text);
  if (pair === undefined) return cannot('The question does not name two of the stations A, B, C and D.');
  const background = backgroundOf(raster);
  const colours = flatColours(raster, background).filter((flat) => flat.solid >= 24);
  const coloured = colours.filter((flat) => colourDistance(flat.colour, BLACK) > 70);
  const routes = coloured.filter((flat) => flat.solid > LEAST_ROUTE * (coloured[0]?.solid ?? 0));
  const assigned = assignColours(raster, [background, BLACK, ...routes.map((flat) => flat.colour)], 60);
  const { map, letters } = partsOf(assigned, raster.width);
  const bounds = boundsOf(map, raster.width);
  if (bounds === undefined) return cannot('No coloured routes were found in the picture.');
  if (inkShare(map, bounds) > MOST_INK) return cannot('The picture holds filled shapes, not lines.');
  const ports = findPorts(bounds, letters, raster);
  if (ports === undefined) return cannot('The picture is not laid out as a map with stations on its four sides.');
  const ends = STATIONS.map((station) => coloursAt(portBand(ports, station, raster), map, assigned, raster.width));
  const reached = routes.map((_, i) => STATIONS.filter((__, s) => ends[s]?.includes(i + FIRST_ROUTE)));
  const joined = reached.filter((stations) => stations.length > 0);
  const count = joined.filter((stations) => pair.every((station) => stations.includes(station))).length;
  const clear = joined.filter((stations) => stations.length === 2).length / Math.max(1, joined.length);
  if (clear < 0.5) return cannot('The coloured lines do not run between stations on the four sides.');
  // Stations have names: without them the picture may be something else.
  const confidence = (letters.length >= 3 ? 0.97 : 0.5) * clear ** 2;
  return found(String(count), confidence, {
    count,
    from: pair[0],
    to: pair[1],
    routes: joined.slice(0, 20).map((stations) => stations.join('')),
  });
}

/** The two stations the question names: after from/between and to/and if it says so, else its first two capitals A to D. */
export function stationsIn(text: string): readonly [Station, Station] | undefined {
  const name = String.raw`(?:the\s+)?(?:station\s+)?["'“({]*([A-D])\b`;
  const spelled = new RegExp(
    String.raw`\b(?:from|between|connect(?:ing|s)?|join(?:ing|s)?|link(?:ing|s)?)\s+(?:the\s+)?(?:stations\s+)?${name}["'”)}]*\s*(?:to|and|with|[-–—→&]+>?)\s*${name}`,
  ).exec(text);
  const letters =
    spelled === null ? [...text.matchAll(/\b([B-D]|A(?!\s+[a-z]))\b/g)].map((m) => m[1]) : [spelled[1], spelled[2]];
  const stations = letters.filter((letter): letter is Station => STATIONS.some((station) => station === letter));
  const [first] = stations;
  const second = stations.find((station) => station !== first);
  return first === undefined || second === undefined ? undefined : [first, second];
}

function inkShare(map: Uint8Array, bounds: Box): number {
  const ink = map.reduce((sum, value) => sum + value, 0);
  return ink / ((bounds.maxX - bounds.minX + 1) * (bounds.maxY - bounds.minY + 1));
}

/**
 * Tells the drawing's connected parts apart: letters hold much black (their soft edges may look like a grey route), routes
 * hardly any, and specks are left out. `map` is 1 on routes.
 */
function partsOf(assigned: Int8Array, width: number): { map: Uint8Array; letters: Box[] } {
  const drawn = new Uint8Array(assigned.map((index) => (index >= 1 ? 1 : 0)));
  const { labels, components } = labelComponents(drawn, width, 1, true);
  const black = new Uint32Array(components.length + 1);
  for (let p = 0; p < labels.length; p++) {
    const label = labels[p] ?? 0;
    if (assigned[p] === 1) black[label] = (black[label] ?? 0) + 1;
  }
  const isLetter = components.map((c) => (black[c.label] ?? 0) > 0.15 * c.area);
  const large = components.map((c) => c.area >= Math.max(12, assigned.length * 1e-4));
  const map = assigned.map((index, p) => {
    const part = (labels[p] ?? 0) - 1;
    return index >= FIRST_ROUTE && large[part] === true && isLetter[part] === false ? 1 : 0;
  });
  return {
    map: new Uint8Array(map),
    letters: components.filter((c, i) => isLetter[i] === true && c.maxY - c.minY >= 0.015 * width && c.area > 20),
  };
}

/** Where routes end on each side (y of A and C, x of B and D), and the size of a cell of the map, in pixels. */
type Ports = { readonly [station in Station]: number } & { readonly cell: number };

/**
 * The outermost ink of all routes on a side is that side's port line, unless the station's letter stands too far from it:
 * then no route reaches the station, and the line lies half a cell before the letter.
 */
function findPorts(all: Box, letters: readonly Box[], { width, height }: Raster): Ports | undefined {
  const size = Math.max(all.maxX - all.minX, all.maxY - all.minY);
  if (size < 0.3 * Math.max(width, height)) return undefined;
  const cell = size / CELLS;
  const central = (low: number, high: number, of: number): boolean => Math.abs((low + high) / 2 - of / 2) < 0.1 * of;
  const columns = letters.filter((b) => central(b.minX, b.maxX, width));
  const rows = letters.filter((b) => central(b.minY, b.maxY, height));
  const line = (edge: number, letter: number, outward: 1 | -1): number =>
    Number.isFinite(letter) && (letter - edge) * outward > 1.35 * cell ? letter - outward * 0.5 * cell : edge;
  return {
    A: line(all.minY, Math.max(...columns.map((b) => b.maxY).filter((y) => y < height * 0.35)), -1),
    B: line(all.maxX, Math.min(...rows.map((b) => b.minX).filter((x) => x > width * 0.65)), 1),
    C: line(all.maxY, Math.min(...columns.map((b) => b.minY).filter((y) => y > height * 0.65)), 1),
    D: line(all.minX, Math.max(...rows.map((b) => b.maxX).filter((x) => x < width * 0.35)), -1),
    cell,
  };
}

/** The strip just inside a side's port line, where only routes that end there have ink. */
function portBand(ports: Ports, station: Station, raster: Raster): Box {
  const [out, into] = [0.4 * ports.cell, 0.6 * ports.cell];
  const box = { minX: 0, minY: 0, maxX: raster.width - 1, maxY: raster.height - 1 };
  const edge = ports[station];
  switch (station) {
    case 'A':
      return { ...box, minY: Math.round(edge - out), maxY: Math.round(edge + into) };
    case 'B':
      return { ...box, minX: Math.round(edge - into), maxX: Math.round(edge + out) };
    case 'C':
      return { ...box, minY: Math.round(edge - into), maxY: Math.round(edge + out) };
    case 'D':
      return { ...box, minX: Math.round(edge - out), maxX: Math.round(edge + into) };
  }
}

/** The main colour of each stroke in the strip. */
function coloursAt(band: Box, map: Uint8Array, assigned: Int8Array, width: number): number[] {
  const inside = (p: number): boolean => {
    const x = p % width;
    const y = (p - x) / width;
    return x >= band.minX && x <= band.maxX && y >= band.minY && y <= band.maxY;
  };
  const { labels, components } = labelComponents(
    map.map((set, p) => (set === 1 && inside(p) ? 1 : 0)),
    width,
    1,
    true,
  );
  const tallies = components.map(() => new Map<number, number>());
  for (let p = 0; p < labels.length; p++) {
    const label = labels[p] ?? 0;
    if (label === 0) continue;
    const tally = tallies[label - 1];
    const colour = assigned[p] ?? 0;
    tally?.set(colour, (tally.get(colour) ?? 0) + 1);
  }
  const main = tallies.map((tally) => [...tally].reduce((most, entry) => (entry[1] > most[1] ? entry : most)));
  return main.filter(([, pixels]) => pixels >= 8).map(([colour]) => colour);
}

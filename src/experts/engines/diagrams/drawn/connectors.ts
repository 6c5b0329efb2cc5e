/** @module Lines between the outlines of a diagram: what is left when the outlines are taken out, and where each meets which of them. */
import { labelComponents, type Component } from '../../raster/components.js';
import { at } from '../../raster/raster.js';
import { middleOf, type Outline } from './outlines.js';
import type { Sheet } from './sheet.js';

/** Where a line meets an outline. */
export interface Contact {
  /** Place of the outline in the list. */
  readonly node: number;
  readonly x: number;
  readonly y: number;
  /** Ink around it, in that of a plain line; more where an arrow points here. */
  readonly weight: number;
}

export interface Connector extends Component {
  readonly contacts: readonly Contact[];
}

export interface Connections {
  readonly connectors: readonly Connector[];
  /** Ink that meets no outline: labels. */
  readonly pieces: readonly Component[];
  /** Per pixel the label of its connector or piece. */
  readonly labels: Int32Array;
}

/** Pixels beyond an outline's stroke within which a line meets it. */
const REACH = 2.5;
/** Around a contact, in strokes: here a head is told from a line. */
const HEAD_REACH = 4;
/** The head of an arrow has at least so much more ink around it than the other end. */
const HEAVIER = 1.3;
const LEAST_PIECE = 5;

export function findConnections({ ink, width, height }: Sheet, nodes: readonly Outline[]): Connections {
  const stroke = strokeOf(ink, width, nodes);
  const rest = Uint8Array.from(ink);
  const visitIn = (node: Outline, reach: number, visit: (p: number) => void): void =>
    eachIn(grown(node, stroke, reach), [width, height], visit);
  for (const node of nodes) visitIn(node, 0, (p) => (rest[p] = 0));
  const { labels, components } = labelComponents(rest, width, 1, true);
  const contacts = new Map<number, Contact[]>();
  for (const [index, node] of nodes.entries()) {
    const met = new Map<number, number[]>();
    visitIn(node, REACH, (p) => {
      const label = at(labels, p);
      if (label > 0) met.set(label, [...(met.get(label) ?? []), p]);
    });
    for (const [label, pixels] of met) {
      const found = clustersOf(pixels, width).map((cluster) => contactAt(cluster, index, label));
      contacts.set(label, [...(contacts.get(label) ?? []), ...found]);
    }
  }

  function contactAt(cluster: readonly Pixel[], node: number, label: number): Contact {
    const x = cluster.reduce((sum, pixel) => sum + pixel.x, 0) / cluster.length;
    const y = cluster.reduce((sum, pixel) => sum + pixel.y, 0) / cluster.length;
    const reach = HEAD_REACH * stroke;
    let count = 0;
    for (let v = Math.max(0, Math.ceil(y - reach)); v <= Math.min(height - 1, y + reach); v++)
      for (let u = Math.max(0, Math.ceil(x - reach)); u <= Math.min(width - 1, x + reach); u++)
        if (Math.hypot(u - x, v - y) <= reach && at(labels, v * width + u) === label) count++;
    return { node, x, y, weight: count / (stroke * reach) };
  }

  const whole = components.filter(({ area }) => area >= LEAST_PIECE);
  return {
    connectors: whole.flatMap((piece) => {
      const met = contacts.get(piece.label);
      return met === undefined ? [] : [{ ...piece, contacts: met }];
    }),
    pieces: whole.filter(({ label }) => !contacts.has(label)),
    labels,
  };
}

/** So many of the contacts, those where arrows point; undefined where they can't be told from the others. */
export function headsOf(contacts: readonly Contact[], count: number): readonly Contact[] | undefined {
  const sorted = [...contacts].sort((a, b) => b.weight - a.weight);
  const [least, next] = [sorted[count - 1]?.weight ?? 0, sorted[count]?.weight ?? 0];
  return least < HEAVIER * next ? undefined : sorted.slice(0, count);
}

/** An outline with its stroke and a little more. Worn strokes fill the sharp corners of a diamond: its ground ends before they do. */
function grown(outline: Outline, stroke: number, reach: number): Outline {
  const [w, h] = [(outline.maxX - outline.minX + 1) / 2, (outline.maxY - outline.minY + 1) / 2];
  const isDiamond = outline.kind === 'diamond';
  const across = reach + (isDiamond ? (stroke + 0.5) * Math.hypot(1, w / h) + 2 : stroke + 1.5);
  const down = reach + (isDiamond ? (stroke + 1.5) * Math.hypot(1, h / w) : stroke + 1.5);
  const { minX, minY, maxX, maxY } = outline;
  return { ...outline, minX: minX - across, maxX: maxX + across, minY: minY - down, maxY: maxY + down };
}

function eachIn(outline: Outline, [width, height]: readonly [number, number], visit: (p: number) => void): void {
  const { x, y } = middleOf(outline);
  const [w, h] = [(outline.maxX - outline.minX + 1) / 2, (outline.maxY - outline.minY + 1) / 2];
  for (let v = Math.max(0, Math.ceil(y - h)); v <= Math.min(height - 1, y + h); v++) {
    for (let u = Math.max(0, Math.ceil(x - w)); u <= Math.min(width - 1, x + w); u++) {
      const [dx, dy] = [Math.abs(u - x) / w, Math.abs(v - y) / h];
      const isIn = outline.kind === 'box' || (outline.kind === 'ring' ? Math.hypot(dx, dy) <= 1 : dx + dy <= 1);
      if (isIn) visit(v * width + u);
    }
  }
}

/** The usual thickness of the outlines, pixels; looked at where lines rarely meet them. */
export function strokeOf(ink: Uint8Array, width: number, nodes: readonly Outline[]): number {
  const runs = nodes.flatMap(({ kind, minX, minY, maxX, maxY }) => {
    const levels = kind === 'box' ? [0.35, 0.65] : [0.5];
    return levels.flatMap((level) => {
      const y = Math.round(minY + level * (maxY - minY));
      return [runFrom(ink, y * width + minX - 1, -1), runFrom(ink, y * width + maxX + 1, 1)];
    });
  });
  return [...runs].sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 2;
}

function runFrom(ink: Uint8Array, from: number, step: 1 | -1): number {
  let length = 0;
  while (length < 20 && at(ink, from + step * length) === 1) length++;
  return Math.max(1, length);
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Pixels that lie together. */
function clustersOf(pixels: readonly number[], width: number): readonly (readonly Pixel[])[] {
  const clusters: Pixel[][] = [];
  for (const p of pixels) {
    const pixel = { x: p % width, y: Math.floor(p / width) };
    const own = clusters.filter((cluster) => cluster.some(({ x, y }) => Math.hypot(x - pixel.x, y - pixel.y) < 2.5));
    const [first, ...others] = own;
    if (first === undefined) {
      clusters.push([pixel]);
      continue;
    }
    first.push(pixel, ...others.flat());
    for (const other of others) clusters.splice(clusters.indexOf(other), 1);
  }
  return clusters;
}

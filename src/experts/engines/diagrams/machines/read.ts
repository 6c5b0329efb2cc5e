/** @module The states of a machine, which of them accept, where it starts, and the arrows between them with their labels. */
import type { Box } from '../../raster/ink.js';
import { at, type Raster } from '../../raster/raster.js';
import { findConnections, headsOf, type Connections, type Connector, type Contact } from '../drawn/connectors.js';
import { labelsOf } from '../drawn/labels.js';
import { isAround, middleOf, type Outline } from '../drawn/outlines.js';
import { lookAt, type Looked, type Sheet } from '../drawn/sheet.js';

export interface Arrow {
  readonly from: number;
  readonly to: number;
  /** Undefined where no label of its own stands at it. */
  readonly label: Box | undefined;
}

export interface MachineSeen {
  readonly kind: 'machine';
  readonly start: number;
  readonly accepting: readonly boolean[];
  readonly arrows: readonly Arrow[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Of an arc between two contacts, so much must be ink. */
const LEAST_INK = 0.85;

export function readMachine(raster: Raster): Looked<MachineSeen> {
  return lookAt(raster, machineOf);
}

function machineOf(sheet: Sheet): Looked<MachineSeen> {
  const cannot = (reason: string): Looked<MachineSeen> => ({ kind: 'cannot', reason });
  const rings = sheet.outlines.filter(({ kind }) => kind === 'ring');
  const states = rings.filter((ring) => !rings.some((other) => other !== ring && isAround(other, ring)));
  if (states.length < 2) return cannot('No rings with arrows between them were found in the picture.');
  const accepting = states.map((state) => rings.some((ring) => ring !== state && isAround(state, ring)));
  const connections = findConnections(sheet, states);
  const starts = connections.connectors.flatMap((connector) => startOf(connector) ?? []);
  const [start] = starts;
  if (start === undefined || starts.some((other) => other !== start))
    return cannot('Where the machine starts could not be made out.');
  const drawn = connections.connectors.map((connector) => arrowsOf(connector, states, connections, sheet.width));
  if (drawn.some((arrows) => arrows === undefined)) return cannot('Some arrows of the machine could not be followed.');
  const radius = Math.max(...states.map(({ minX, maxX }) => (maxX - minX) / 2));
  const labels = labelsOf(connections.pieces, 1.2 * radius);
  return {
    kind: 'machine',
    start,
    accepting,
    arrows: labelled(
      drawn.flatMap((arrows) => arrows ?? []),
      labels,
      radius,
    ),
  };
}

/** A line with one end free points at the start; where it runs into a loop, both ends of that look like heads. */
function startOf({ contacts }: Connector): number | undefined {
  const [first, second] = contacts;
  if (first === undefined) return undefined;
  if (contacts.length === 1) return first.node;
  const isLoop = contacts.length === 2 && second?.node === first.node;
  return isLoop && headsOf(contacts, 1) === undefined ? first.node : undefined;
}

interface Drawn {
  readonly from: number;
  readonly to: number;
  /** Where its label is to be looked for. */
  readonly middle: Point;
}

/** Undefined where they can't be told. */
function arrowsOf(
  connector: Connector,
  states: readonly Outline[],
  { labels }: Connections,
  width: number,
): readonly Drawn[] | undefined {
  const { contacts } = connector;
  if (contacts.length < 2) return [];
  const [first] = contacts;
  const own = first && states[first.node];
  if (contacts.length === 2 && own !== undefined && contacts.every(({ node }) => node === first?.node))
    return [
      { from: first?.node ?? 0, to: first?.node ?? 0, middle: farthest(connector, middleOf(own), labels, width) },
    ];
  const heads = contacts.length % 2 === 0 ? headsOf(contacts, contacts.length / 2) : undefined;
  if (heads === undefined) return undefined;
  const tails = contacts.filter((contact) => !heads.includes(contact));
  const pairs = tails.flatMap((tail) =>
    heads.flatMap((head) =>
      tail.node === head.node && contacts.length > 2 ? [] : [pairOf(tail, head, states, connector, labels, width)],
    ),
  );
  const arrows: Drawn[] = [];
  const used = new Set<Contact>();
  for (const { tail, head, inked, middle } of pairs.sort((a, b) => b.inked - a.inked)) {
    if (used.has(tail) || used.has(head) || (contacts.length > 2 && inked < LEAST_INK)) continue;
    used.add(tail).add(head);
    arrows.push({ from: tail.node, to: head.node, middle });
  }
  return arrows.length === tails.length ? arrows : undefined;
}

/** An arc that leaves one ring and meets the other at right angles, and how much of it is ink. */
function pairOf(
  tail: Contact,
  head: Contact,
  states: readonly Outline[],
  { label }: Connector,
  labels: Int32Array,
  width: number,
): { readonly tail: Contact; readonly head: Contact; readonly inked: number; readonly middle: Point } {
  const control = meeting([centreOf(states[tail.node], tail), tail], [centreOf(states[head.node], head), head]);
  const onArc = (t: number): Point => {
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    return { x: a * tail.x + b * control.x + c * head.x, y: a * tail.y + b * control.y + c * head.y };
  };
  const steps = Math.ceil(Math.hypot(tail.x - head.x, tail.y - head.y));
  let on = 0;
  for (let step = 0; step <= steps; step++) {
    const { x, y } = onArc(step / steps);
    const isOn = [-2, -1, 0, 1, 2].some((dy) =>
      [-2, -1, 0, 1, 2].some((dx) => at(labels, Math.round(y + dy) * width + Math.round(x + dx)) === label),
    );
    on += isOn ? 1 : 0;
  }
  return { tail, head, inked: on / (steps + 1), middle: onArc(0.5) };
}

function centreOf(state: Outline | undefined, otherwise: Point): Point {
  return state === undefined ? otherwise : middleOf(state);
}

/** Where two lines meet, each through two points; the middle between their ends where they hardly do. */
function meeting([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): Point {
  const [u, v] = [
    { x: b.x - a.x, y: b.y - a.y },
    { x: d.x - c.x, y: d.y - c.y },
  ];
  const cross = u.x * v.y - u.y * v.x;
  const straight = { x: (b.x + d.x) / 2, y: (b.y + d.y) / 2 };
  if (Math.abs(cross) < 0.05 * Math.hypot(u.x, u.y) * Math.hypot(v.x, v.y)) return straight;
  const t = ((c.x - a.x) * v.y - (c.y - a.y) * v.x) / cross;
  const point = { x: a.x + t * u.x, y: a.y + t * u.y };
  const far = Math.hypot(b.x - d.x, b.y - d.y);
  return Math.hypot(point.x - straight.x, point.y - straight.y) > far ? straight : point;
}

/** The pixel of a loop that is farthest from its ring. */
function farthest({ label, minX, minY, maxX, maxY }: Connector, from: Point, labels: Int32Array, width: number): Point {
  let best = from;
  for (let y = minY; y <= maxY; y++)
    for (let x = minX; x <= maxX; x++)
      if (
        at(labels, y * width + x) === label &&
        Math.hypot(x - from.x, y - from.y) > Math.hypot(best.x - from.x, best.y - from.y)
      )
        // prettier-ignore
        best = { x, y };
  return best;
}

/** Each label to the arrow whose middle is nearest, the nearest pairs first. */
function labelled(arrows: readonly Drawn[], labels: readonly Box[], radius: number): readonly Arrow[] {
  const pairs = arrows
    .flatMap((arrow) =>
      labels.map((label) => ({
        arrow,
        label,
        far: Math.hypot(middleOf(label).x - arrow.middle.x, middleOf(label).y - arrow.middle.y),
      })),
    ) // prettier-ignore
    .filter(({ far }) => far < 1.5 * radius)
    .sort((a, b) => a.far - b.far);
  const given = new Map<Drawn, Box>();
  for (const { arrow, label } of pairs)
    if (!given.has(arrow) && ![...given.values()].includes(label)) given.set(arrow, label);
  return arrows.map((arrow) => ({ from: arrow.from, to: arrow.to, label: given.get(arrow) }));
}

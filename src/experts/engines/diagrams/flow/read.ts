/** @module Boxes and diamonds of a flow chart, and which leads to which. */
import type { Box } from '../../raster/ink.js';
import type { Raster } from '../../raster/raster.js';
import { findConnections, headsOf, type Contact } from '../drawn/connectors.js';
import { labelsOf } from '../drawn/labels.js';
import { middleOf } from '../drawn/outlines.js';
import { lookAt, type Looked, type Sheet } from '../drawn/sheet.js';
import { wordsOf, type FlowWord } from './words.js';

export interface FlowNode {
  readonly kind: 'box' | 'diamond';
  readonly print: Box;
  readonly words: readonly FlowWord[];
  /** Ways out: where each leads, and the label at it. One of a box or none, two of a diamond. */
  readonly ways: readonly { readonly to: number; readonly label: Box | undefined }[];
}

export interface FlowSeen {
  readonly kind: 'flow';
  readonly nodes: readonly FlowNode[];
}

export function readFlow(raster: Raster): Looked<FlowSeen> {
  return lookAt(raster, flowOf);
}

function flowOf(sheet: Sheet): Looked<FlowSeen> {
  const cannot = (reason: string): Looked<FlowSeen> => ({ kind: 'cannot', reason });
  const outlines = sheet.outlines.filter(({ kind, print }) => kind !== 'ring' && print !== undefined);
  if (outlines.length < 3) return cannot('No boxes with arrows between them were found in the picture.');
  const { connectors, pieces } = findConnections(sheet, outlines);
  const high = Math.max(...outlines.map(({ minY, maxY }) => maxY - minY));
  const labels = labelsOf(pieces, 0.7 * high);
  const leaving = outlines.map((): { readonly to: number; readonly from: Contact }[] => []);
  for (const { contacts } of connectors) {
    if (contacts.length < 2) continue;
    const [head] = headsOf(contacts, 1) ?? [];
    if (head === undefined) return cannot('The heads of some arrows could not be made out.');
    for (const from of contacts) if (from !== head) leaving[from.node]?.push({ to: head.node, from });
  }
  const nodes = outlines.flatMap(({ kind, print }, index) => {
    const ways = leaving[index] ?? [];
    const isWhole = kind === 'diamond' ? ways.length === 2 : ways.length <= 1;
    const near = kind === 'diamond' ? nearest(ways, labels, high) : [];
    return print === undefined || kind === 'ring' || !isWhole
      ? []
      : [{ kind, print, words: wordsOf(sheet, print), ways: ways.map(({ to }, way) => ({ to, label: near[way] })) }];
  });
  if (nodes.length !== outlines.length) return cannot('Some arrows of the chart could not be followed.');
  return { kind: 'flow', nodes };
}

/** The label at the beginning of each way; undefined where none is near. */
function nearest(
  ways: readonly { readonly from: Contact }[],
  labels: readonly Box[],
  high: number,
): readonly (Box | undefined)[] {
  const far = (label: Box, { x, y }: Contact): number => Math.hypot(middleOf(label).x - x, middleOf(label).y - y);
  return ways.map(({ from }) => {
    const [best] = [...labels].sort((a, b) => far(a, from) - far(b, from));
    return best === undefined || far(best, from) > high ? undefined : best;
  });
}

/**
 * @module The collapse guard: does a policy call one pair for everything? It watches the share of calls over all states and how much
 * the kind of task says about the pair. The entropy in one state says nothing: that of the best policy is 0.
 */
import { MaestroError } from '../domain/errors.js';
import { sumOf } from './vector.js';

export interface FamilyCall {
  readonly family: string;
  readonly pair: string;
}

export interface CollapseBounds {
  /** The most that one pair may have of all calls, 0..1. */
  readonly topShare: number;
  /** The least that the families must say about the pairs, bits; e.g. half of what they say for the routing reference. */
  readonly information: number;
  /** With fewer calls nothing is concluded. */
  readonly leastCalls: number;
}

export interface CollapseReport {
  readonly calls: number;
  readonly topPair: string;
  readonly topShare: number;
  /** Mutual information of family and pair, bits, less what chance alone brings (Miller and Madow). */
  readonly information: number;
  /** Which bounds are crossed, in words; empty: none. */
  readonly crossed: readonly string[];
}

/** @throws MaestroError INVALID_INPUT for bounds that are no bounds */
export function watchCollapse(calls: readonly FamilyCall[], bounds: CollapseBounds): CollapseReport {
  if (!(bounds.topShare > 0 && bounds.topShare <= 1) || !(bounds.information >= 0))
    throw new MaestroError('INVALID_INPUT', 'The bounds on collapse must be a share in (0, 1] and 0 bits or more.');
  const byPair = tally(calls.map(({ pair }) => pair));
  const [topPair, top] = [...byPair].reduce<readonly [string, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    ['', 0],
  );
  const topShare = calls.length === 0 ? 0 : top / calls.length;
  const information = mutualInformation(calls);
  const crossed = [
    ...(topShare > bounds.topShare
      ? [`${topPair} has ${percent(topShare)} of the calls, more than ${percent(bounds.topShare)}`]
      : []),
    ...(information < bounds.information
      ? [`the family says ${information.toFixed(2)} bits about the pair, less than ${bounds.information.toFixed(2)}`]
      : []),
  ];
  return {
    calls: calls.length,
    topPair,
    topShare,
    information,
    crossed: calls.length < bounds.leastCalls ? [] : crossed,
  };
}

/** Of family and pair, bits; 0 for none and where chance would bring as much. */
export function mutualInformation(calls: readonly FamilyCall[]): number {
  if (calls.length === 0) return 0;
  const [byPair, byFamily] = [tally(calls.map(({ pair }) => pair)), tally(calls.map(({ family }) => family))];
  const both = tally(calls.map(({ family, pair }) => JSON.stringify([family, pair])));
  const plain = entropy(byPair) + entropy(byFamily) - entropy(both);
  const chance = (byPair.size - 1 + byFamily.size - 1 - (both.size - 1)) / (2 * Math.LN2 * calls.length);
  return Math.max(0, plain + chance);
}

function entropy(counts: ReadonlyMap<string, number>): number {
  const values = [...counts.values()];
  const total = sumOf(values);
  return -sumOf(values.map((count) => (count / total) * Math.log2(count / total)));
}

/** In the order of the names, so that sums and ties do not depend on that of the calls. */
function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

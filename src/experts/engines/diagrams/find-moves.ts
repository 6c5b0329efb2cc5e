/** @module Search for the shortest chain of moves that leads from each grid to its result. */
import { seededRandom } from '../../../domain/random.js';
import { movesFor, type Grid, type Move } from './grid-moves.js';

export interface Example {
  readonly from: Grid;
  readonly to: Grid;
}

export interface Chain {
  readonly moves: readonly Move[];
  /** Share of the chains of the same length that do the same on other grids as well, 0..1: the rest could be meant just as well. */
  readonly agreement: number;
}

const PROBES = 6;

/** One or two moves; undefined where none lead there. */
export function findMoves(examples: readonly Example[], colours: readonly number[]): Chain | undefined {
  const moves = movesFor(colours);
  const single = moves.filter((move) => examples.every(({ from, to }) => isSame(move.apply(from), to)));
  const found = single.length > 0 ? single.map((move) => [move]) : pairsOfMoves(moves, examples);
  const [best] = found;
  if (best === undefined) return undefined;
  const probes = probeGrids(colours);
  const outcome = (chain: readonly Move[]): string =>
    JSON.stringify(probes.map((grid) => chain.reduce((now, move) => move.apply(now), grid)));
  const votes = new Map<string, (readonly Move[])[]>();
  for (const chain of found) votes.set(outcome(chain), [...(votes.get(outcome(chain)) ?? []), chain]);
  const [first = [best]] = [...votes.values()].sort((a, b) => b.length - a.length);
  return { moves: first[0] ?? best, agreement: 1 / votes.size };
}

function pairsOfMoves(moves: readonly Move[], examples: readonly Example[]): readonly (readonly Move[])[] {
  return moves.flatMap((first) => {
    const between = examples.map(({ from }) => first.apply(from));
    return moves
      .filter((second) => examples.every(({ to }, index) => isSame(second.apply(between[index] ?? []), to)))
      .map((second) => [first, second]);
  });
}

function isSame(a: Grid, b: Grid): boolean {
  return (
    a.length === b.length &&
    a.every((row, y) => row.length === b[y]?.length && row.every((cell, x) => cell === b[y]?.[x]))
  );
}

function probeGrids(colours: readonly number[]): readonly Grid[] {
  const random = seededRandom('probe of moves');
  return Array.from({ length: PROBES }, () => {
    const [rows, columns] = [random.int(2, 4), random.int(2, 4)];
    return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.pick(colours)));
  });
}

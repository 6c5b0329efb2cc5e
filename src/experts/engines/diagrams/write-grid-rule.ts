/** @module From grids and their results to the function that leads from one to the other. */
import { findMoves, type Example } from './find-moves.js';
import { nameOfColour } from './colour-names.js';
import type { Grid } from './grid-moves.js';
import type { GridSeen } from './read-grids.js';
import type { Stub } from './stub.js';
import type { Written } from './written.js';

/** A colour that is this near to another name is not sure. */
const LEAST_MARGIN = 0.15;

export function writeGridRule(grids: readonly GridSeen[], colours: ReadonlyMap<string, number>, stub: Stub): Written {
  const examples = pairUp(grids, colours);
  if (typeof examples === 'string') return { kind: 'cannot', reason: examples };
  const chain = findMoves(examples, [...new Set(colours.values())].sort());
  if (chain === undefined)
    return {
      kind: 'cannot',
      reason: `No rule or pair of rules that it knows explains the ${examples.length} examples.`,
    };
  const { name, parameter } = stub;
  const body = chain.moves.map(({ python }) => `    grid = ${python}`);
  return {
    kind: 'written',
    code: [
      `def ${name}(${parameter}):`,
      ...(parameter === 'grid' ? [] : [`    grid = ${parameter}`]),
      ...body,
      '    return grid',
    ].join('\n'),
    confidence: 0.95 * chain.agreement,
    rule: chain.moves.map((move) => move.name).join(', then '),
  };
}

/** Two grids side by side are an example. */
function pairUp(grids: readonly GridSeen[], colours: ReadonlyMap<string, number>): readonly Example[] | string {
  const rows: GridSeen[][] = [];
  for (const grid of grids) {
    const row = rows.find((each) => each.some((other) => other.minY < grid.maxY && grid.minY < other.maxY));
    if (row === undefined) rows.push([grid]);
    else row.push(grid);
  }
  if (rows.length === 0 || rows.some((row) => row.length !== 2))
    return 'No pairs of grids, one beside the other, were found.';
  const examples: Example[] = [];
  for (const row of rows) {
    const [from, to] = [...row].sort((a, b) => a.minX - b.minX).map((grid) => numbersOf(grid, colours));
    if (from === undefined || to === undefined) return 'The colour of a cell could not be told.';
    examples.push({ from, to });
  }
  return examples;
}

function numbersOf({ cells }: GridSeen, colours: ReadonlyMap<string, number>): Grid | undefined {
  const names = [...colours.keys()];
  const numbers = cells.map((row) =>
    row.map((cell) => {
      const seen = nameOfColour(cell, names);
      return seen === undefined || seen.margin < LEAST_MARGIN ? -1 : (colours.get(seen.name) ?? -1);
    }),
  );
  return numbers.some((row) => row.includes(-1)) ? undefined : numbers;
}

/** @module What can be chosen on train: the best single pair, and the best pair for each family and difficulty. */

/** How a pair did on a task of train. */
export interface Trial {
  readonly pair: string;
  readonly family: string;
  readonly bin: string;
  readonly score: number;
  readonly costUsd: number;
}

/** Gives the pair to call for a family and difficulty bin; undefined only when train was empty. */
export type Router = (family: string, bin: string) => string | undefined;

/** The pair with the highest mean score; of equals the cheaper, then the first by name. Undefined of an empty list. */
export function bestSinglePair(trials: readonly Trial[]): string | undefined {
  return bestOf(trials);
}

/**
 * The routing reference: the best pair of each (family, bin). A bin that train has not seen gets the best pair of its family; a
 * family that it has not seen gets the best single pair.
 */
export function routingReference(trials: readonly Trial[]): Router {
  const cells = bestBy(trials, ({ family, bin }) => cellOf(family, bin));
  const families = bestBy(trials, ({ family }) => family);
  const single = bestOf(trials);
  return (family, bin) => cells.get(cellOf(family, bin)) ?? families.get(family) ?? single;
}

function cellOf(family: string, bin: string): string {
  return JSON.stringify([family, bin]);
}

function bestBy(trials: readonly Trial[], keyOf: (trial: Trial) => string): ReadonlyMap<string, string> {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const group = groups.get(keyOf(trial));
    if (group === undefined) groups.set(keyOf(trial), [trial]);
    else group.push(trial);
  }
  return new Map(
    [...groups].flatMap(([key, group]) => {
      const best = bestOf(group);
      return best === undefined ? [] : [[key, best] as const];
    }),
  );
}

function bestOf(trials: readonly Trial[]): string | undefined {
  const tallies = new Map<string, { score: number; cost: number; count: number }>();
  for (const { pair, score, costUsd } of trials) {
    const tally = tallies.get(pair) ?? { score: 0, cost: 0, count: 0 };
    tallies.set(pair, { score: tally.score + score, cost: tally.cost + costUsd, count: tally.count + 1 });
  }
  const ranked = [...tallies]
    .map(([pair, { score, cost, count }]) => ({ pair, mean: score / count, cost: cost / count }))
    .sort((a, b) => b.mean - a.mean || a.cost - b.cost || (a.pair < b.pair ? -1 : 1));
  return ranked[0]?.pair;
}

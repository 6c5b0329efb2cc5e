/** @module Needs of later steps: each closes a cycle, which is told once and with its own steps only, or waits for a step to be moved. */

interface Step {
  readonly id: string;
  readonly needs: readonly string[];
}

export interface OrderFault {
  /** Place of the step, and of the need in its list. */
  readonly index: number;
  readonly at: number;
  readonly message: string;
}

/** Of steps whose ids differ; needs of unknown steps are left out. */
export function faultsOfOrder(steps: readonly Step[]): readonly OrderFault[] {
  const place = new Map(steps.map((step, index) => [step.id, index]));
  const isForward = (need: string, index: number): boolean => (place.get(need) ?? -1) >= index;
  // Needs of earlier steps close no cycle; the others are added one by one.
  const known = new Map(steps.map(({ id, needs }, index) => [id, needs.filter((need) => !isForward(need, index))]));
  const whole = new Map(steps.map(({ id, needs }) => [id, needs]));
  return steps.flatMap(({ id, needs }, index) =>
    needs.flatMap((need, at): readonly OrderFault[] => {
      if (!isForward(need, index)) return [];
      const back = wayBetween(need, id, known);
      if (back !== undefined)
        return [{ index, at, message: `closes the cycle ${[id, ...back].join(' -> ')}, remove one of these needs` }];
      known.set(id, [...(known.get(id) ?? []), need]);
      // A part of a cycle that another need closes.
      if (wayBetween(need, id, whole) !== undefined) return [];
      return [{ index, at, message: `names the later step "${need}", move that step before this one` }];
    }),
  );
}

/** The ids on a shortest way by needs from one step to another, both included; undefined where there is none. */
function wayBetween(
  from: string,
  to: string,
  needsOf: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return wayTo(id, cameFrom);
    for (const need of needsOf.get(id) ?? []) if (!cameFrom.has(need)) cameFrom.set(need, id);
  }
  return undefined;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined; id = cameFrom.get(id)) way.unshift(id);
  return way;
}

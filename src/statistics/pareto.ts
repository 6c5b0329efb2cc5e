/** @module What no other choice beats: the Pareto front of cost and accuracy. */

export interface Choice {
  readonly name: string;
  readonly cost: number;
  readonly value: number;
}

/** The names of those that no other has for at most the cost with at least the value, one of the two better. In the order of cost. */
export function paretoFront(choices: readonly Choice[]): readonly string[] {
  const beats = (a: Choice, b: Choice): boolean =>
    a.cost <= b.cost && a.value >= b.value && (a.cost < b.cost || a.value > b.value);
  return choices
    .filter((choice) => !choices.some((other) => beats(other, choice)))
    .sort((a, b) => a.cost - b.cost)
    .map(({ name }) => name);
}

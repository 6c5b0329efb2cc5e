/** @module Containers: where a number goes that is put in, and which one is taken out. */

/** A number that is put in, or the taking of one. */
export type Step = number | 'take';

export interface Container {
  readonly name: string;
  readonly afterPut: (held: readonly number[], value: number) => readonly number[];
  readonly afterTake: (held: readonly number[]) => readonly number[];
  /** One line of Python over `held` and `value`, and one over `held`. */
  readonly put: string;
  readonly take: string;
}

const atEnd = (held: readonly number[], value: number): readonly number[] => [...held, value];
const atFront = (held: readonly number[], value: number): readonly number[] => [value, ...held];
const lastOff = (held: readonly number[]): readonly number[] => held.slice(0, -1);
const firstOff = (held: readonly number[]): readonly number[] => held.slice(1);
const inOrder = (held: readonly number[], value: number): readonly number[] => [...held, value].sort((a, b) => a - b);

function without(held: readonly number[], value: number): readonly number[] {
  const index = held.indexOf(value);
  return held.filter((_, at) => at !== index);
}

const END = 'held.append(value)';
const FRONT = 'held.insert(0, value)';
const LAST = 'held[:] = held[:-1]';
const FIRST = 'held[:] = held[1:]';

export const CONTAINERS: readonly Container[] = [
  { name: 'stack', afterPut: atEnd, afterTake: lastOff, put: END, take: LAST },
  { name: 'queue', afterPut: atEnd, afterTake: firstOff, put: END, take: FIRST },
  { name: 'stack from the left', afterPut: atFront, afterTake: firstOff, put: FRONT, take: FIRST },
  { name: 'queue to the right', afterPut: atFront, afterTake: lastOff, put: FRONT, take: LAST },
  {
    name: 'largest out',
    afterPut: atEnd,
    afterTake: (held) => without(held, Math.max(...held)),
    put: END,
    take: 'held.remove(max(held))',
  },
  {
    name: 'sorted, smallest out',
    afterPut: inOrder,
    afterTake: firstOff,
    put: 'held[:] = sorted(held + [value])',
    take: FIRST,
  },
  {
    name: 'sorted, largest out',
    afterPut: inOrder,
    afterTake: lastOff,
    put: 'held[:] = sorted(held + [value])',
    take: LAST,
  },
  {
    name: 'of three, the oldest falls out',
    afterPut: (held, value) => [...held, value].slice(-3),
    afterTake: lastOff,
    put: 'held[:] = (held + [value])[-3:]',
    take: LAST,
  },
];

/** What is inside after the steps. */
export function contents({ afterPut, afterTake }: Container, steps: readonly Step[]): readonly number[] {
  return steps.reduce<readonly number[]>(
    (held, step) => (step !== 'take' ? afterPut(held, step) : held.length === 0 ? held : afterTake(held)),
    [],
  );
}

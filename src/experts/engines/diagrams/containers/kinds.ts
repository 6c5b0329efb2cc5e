/** @module What a container may do with a number that is put in, and which one it gives out: here, and in Python over `held` and `value`. */

type Held = readonly number[];

interface Way<T> {
  readonly name: string;
  readonly does: T;
  readonly python: string;
}

type Put = Way<(held: Held, value: number) => Held>;
type Take = Way<(held: Held) => Held>;

export interface Container {
  readonly name: string;
  readonly put: (held: Held, value: number) => Held;
  readonly take: (held: Held) => Held;
  readonly putPython: string;
  readonly takePython: string;
}

const PUTS: readonly Put[] = [
  { name: 'in at the end', does: (held, value) => [...held, value], python: 'held = held + [value]' },
  { name: 'in at the front', does: (held, value) => [value, ...held], python: 'held = [value] + held' },
  {
    name: 'kept rising',
    does: (held, value) => [...held, value].sort((a, b) => a - b),
    python: 'held = sorted(held + [value])',
  },
  {
    name: 'kept falling',
    does: (held, value) => [...held, value].sort((a, b) => b - a),
    python: 'held = sorted(held + [value], reverse=True)',
  },
];

function without(held: Held, value: number): Held {
  const index = held.indexOf(value);
  return held.filter((_, place) => place !== index);
}

const TAKES: readonly Take[] = [
  { name: 'the last out', does: (held) => held.slice(0, -1), python: 'held = held[:-1]' },
  { name: 'the first out', does: (held) => held.slice(1), python: 'held = held[1:]' },
  {
    name: 'the largest out',
    does: (held) => without(held, Math.max(...held)),
    python: 'held.remove(max(held)) if held else None',
  },
  {
    name: 'the smallest out',
    does: (held) => without(held, Math.min(...held)),
    python: 'held.remove(min(held)) if held else None',
  },
];

/** `most`: how many a container can hold; undefined where it was never seen to be full. */
export function containersFor(most: number | undefined): readonly Container[] {
  return most === undefined
    ? PUTS.flatMap((put) => TAKES.map((take) => containerOf(put, take)))
    : PUTS.slice(0, 2).flatMap((put) => TAKES.flatMap((take) => boundedOf(put, take, most)));
}

function containerOf(put: Put, take: Take): Container {
  return {
    name: `${put.name}, ${take.name}`,
    put: put.does,
    take: take.does,
    putPython: put.python,
    takePython: take.python,
  };
}

/** Of a full one, what came first falls out, or nothing more goes in. */
function boundedOf(put: Put, take: Take, most: number): readonly Container[] {
  const atEnd = put === PUTS[0];
  return [
    {
      ...containerOf(put, take),
      name: `${put.name}, ${take.name}, ${most} at most, the oldest falls out`,
      put: (held, value) => (atEnd ? put.does(held, value).slice(-most) : put.does(held, value).slice(0, most)),
      putPython: `${put.python.replace('held = ', 'held = (')})${atEnd ? `[-${most}:]` : `[:${most}]`}`,
    },
    {
      ...containerOf(put, take),
      name: `${put.name}, ${take.name}, ${most} at most, no more goes in`,
      put: (held, value) => (held.length >= most ? held : put.does(held, value)),
      putPython: `held = held if len(held) >= ${most} else ${put.python.replace('held = ', '')}`,
    },
  ];
}

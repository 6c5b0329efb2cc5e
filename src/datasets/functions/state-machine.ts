/** @module Family `state-machine`: circles and labelled arrows that say which words of a and b are accepted. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import { picture, px, type Point } from '../blindtest/drawing.js';
import { pythonOf, type FunctionDraft } from './function-draft.js';
import { arrow, arrowHead, INK, ring, words } from './shapes.js';

const MAX_TRIES = 300;
const CASES = 12;

interface Machine {
  /** Per state, where `a` and `b` lead to; the first state is the start. */
  readonly next: readonly (readonly [a: number, b: number])[];
  readonly accepting: readonly boolean[];
}

function accepts({ next, accepting }: Machine, word: string): boolean {
  const end = Array.from(word).reduce((state, letter) => next[state]?.[letter === 'a' ? 0 : 1] ?? 0, 0);
  return accepting[end] === true;
}

function reached({ next }: Machine): ReadonlySet<number> {
  const seen = new Set([0]);
  for (const state of seen) for (const to of next[state] ?? []) seen.add(to);
  return seen;
}

export function draftStateMachine(random: Random): FunctionDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const states = random.int(2, 4);
    const machine: Machine = {
      next: Array.from({ length: states }, () => [random.int(0, states - 1), random.int(0, states - 1)] as const),
      accepting: Array.from({ length: states }, () => random.next() < 0.45),
    };
    const drawn = Array.from({ length: CASES }, () =>
      Array.from({ length: random.int(1, 8) }, () => random.pick(['a', 'b'])).join(''),
    );
    const list = [...new Set(['', ...drawn])];
    const right = list.filter((word) => accepts(machine, word)).length;
    // Neither a constant, nor a machine with states that no word reaches.
    if (reached(machine).size === states && right >= 3 && right <= list.length - 3)
      return draft(machine, list, random.pick([24, 28, 32]));
  }
  throw new MaestroError('INTERNAL', `No state machine was found in ${MAX_TRIES} tries.`);
}

function draft(machine: Machine, list: readonly string[], radius: number): FunctionDraft {
  const count = machine.next.length;
  const reach = count === 2 ? 2.6 * radius : 3.4 * radius;
  const middle = { x: reach + 3.6 * radius, y: reach + 3.4 * radius };
  const at = (state: number): Point => {
    const angle = Math.PI + (2 * Math.PI * state) / count;
    return { x: middle.x + reach * Math.cos(angle), y: middle.y + reach * Math.sin(angle) };
  };
  const size = 0.62 * radius;
  const body: string[] = [];
  for (const [state, [a, b]] of machine.next.entries()) {
    for (const [to, label] of a === b
      ? ([[a, 'a, b']] as const)
      : ([
          [a, 'a'],
          [b, 'b'],
        ] as const))
      // prettier-ignore
      body.push(...(to === state ? loop(at(state), middle, radius, label, size) : bow(at(state), at(to), radius, label, size)));
  }
  for (const [state, isAccepting] of machine.accepting.entries()) {
    body.push(ring(at(state), radius), words(String(state + 1), at(state), size));
    if (isAccepting) body.push(ring(at(state), 0.8 * radius, 'none'));
  }
  const start = at(0);
  body.push(arrow([{ x: start.x - 2.4 * radius, y: start.y + 1.2 * radius }, { x: start.x - 0.9 * radius, y: start.y + 0.44 * radius }])); // prettier-ignore
  const [width, height] = [2 * middle.x, 2 * middle.y];
  return {
    svg: picture(width, height, body),
    width,
    height,
    shows:
      'The picture shows a state machine: it starts where the arrow without a label points, follows one labelled arrow per letter, and accepts a word that ends in a double circle. Words are made of a and b.',
    name: 'accepts',
    parameters: 'word: str',
    returns: 'bool',
    cases: list.map((word) => [pythonOf(word), pythonOf(accepts(machine, word))]),
    solution: solutionOf(machine),
    difficulty: { states: count, radius },
  };
}

/** A bow to the right of the way, so that the way back does not lie on it. */
function bow(from: Point, to: Point, radius: number, label: string, size: number): readonly string[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const bend = 0.9 * radius;
  const control = { x: (from.x + to.x) / 2 - uy * bend, y: (from.y + to.y) / 2 + ux * bend };
  const edge = (end: Point): Point => {
    const away = Math.hypot(control.x - end.x, control.y - end.y);
    return { x: end.x + ((control.x - end.x) / away) * radius, y: end.y + ((control.y - end.y) / away) * radius };
  };
  const [start, end] = [edge(from), edge(to)];
  const text = {
    x: (from.x + to.x) / 2 - uy * (0.5 * bend + 0.75 * size),
    y: (from.y + to.y) / 2 + ux * (0.5 * bend + 0.75 * size),
  };
  return [...curve(start, [control], end), words(label, text, size)];
}

/** A loop on the side that is turned away from the middle. */
function loop(at: Point, middle: Point, radius: number, label: string, size: number): readonly string[] {
  const away = Math.atan2(at.y - middle.y, at.x - middle.x);
  const point = (turn: number, distance: number): Point => ({
    x: at.x + distance * Math.cos(away + turn),
    y: at.y + distance * Math.sin(away + turn),
  });
  const [start, end] = [point(-0.5, radius), point(0.5, radius)];
  return [
    ...curve(start, [point(-0.55, 2.6 * radius), point(0.55, 2.6 * radius)], end),
    words(label, point(0, 2.6 * radius), size),
  ];
}

function curve(start: Point, controls: readonly Point[], end: Point): readonly string[] {
  const points = [...controls, end].map(({ x, y }) => `${px(x)} ${px(y)}`).join(' ');
  const path = `<path d="M${px(start.x)} ${px(start.y)} ${controls.length === 1 ? 'Q' : 'C'}${points}" fill="none" stroke="${INK}" stroke-width="2"/>`;
  return [path, arrowHead(controls.at(-1) ?? start, end)];
}

function solutionOf({ next, accepting }: Machine): string {
  const accepted = [...accepting.keys()].filter((state) => accepting[state] === true);
  return `def accepts(word):\n    state = 0\n    for letter in word:\n        state = ${pythonOf(next)}[state]["ab".index(letter)]\n    return state in ${pythonOf(accepted)}\n`;
}

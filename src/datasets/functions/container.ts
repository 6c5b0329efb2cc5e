/** @module Family `container`: numbers are put in and taken out, and the picture shows what is inside after each step. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import { picture } from '../blindtest/drawing.js';
import { contents, CONTAINERS, type Container, type Step } from './containers.js';
import { pythonOf, type FunctionDraft } from './function-draft.js';
import { box, words } from './shapes.js';

const MAX_TRIES = 400;

function drawSteps(random: Random): readonly Step[] {
  const steps: Step[] = [];
  const length = random.int(6, 9);
  let inside = 0;
  while (steps.length < length) {
    const takes = inside > 1 && random.next() < 0.35;
    inside += takes ? -1 : 1;
    steps.push(takes ? 'take' : random.int(1, 9));
  }
  return steps;
}

const saidOf = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => (step === 'take' ? 'take' : `put ${step}`));

export function draftContainer(random: Random): FunctionDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const container = random.pick(CONTAINERS);
    const steps = drawSteps(random);
    const shown = (of: Container): string => pythonOf(steps.map((_, index) => contents(of, steps.slice(0, index + 1))));
    const isClear = CONTAINERS.every((other) => other === container || shown(other) !== shown(container));
    if (isClear) return draft(container, steps, random);
  }
  throw new MaestroError('INTERNAL', `No steps that tell containers apart were found in ${MAX_TRIES} tries.`);
}

function draft(container: Container, steps: readonly Step[], random: Random): FunctionDraft {
  const cell = random.pick([28, 34, 40]);
  const [label, size] = [2.6 * cell, 0.5 * cell];
  const states = steps.map((_, index) => contents(container, steps.slice(0, index + 1)));
  const width = label + (Math.max(...states.map((state) => state.length)) + 1) * cell;
  const row = 1.3 * cell;
  const body = states.flatMap((state, index) => {
    const top = 0.4 * cell + index * row;
    return [
      words(saidOf(steps)[index] ?? '', { x: label / 2, y: top + cell / 2 }, size),
      ...state.flatMap((value, at) => [
        box(label + at * cell, top, cell, cell, '#e9f1fb'),
        words(String(value), { x: label + (at + 0.5) * cell, y: top + cell / 2 }, size),
      ]),
    ];
  });
  const height = states.length * row + 0.5 * cell;
  const cases = [steps, ...Array.from({ length: 7 }, () => drawSteps(random))];
  return {
    svg: picture(width, height, body),
    width,
    height,
    shows:
      'The picture shows, row by row, an operation and in boxes what the container holds after it; it is empty at first. The function returns what it holds in the end.',
    name: 'run',
    parameters: 'operations: list[str]',
    returns: 'list[int]',
    cases: cases.map((each) => [pythonOf(saidOf(each)), pythonOf(contents(container, each))]),
    solution: solutionOf(container),
    difficulty: { container: container.name, steps: steps.length, cell },
  };
}

function solutionOf({ put, take }: Container): string {
  return (
    'def run(operations):\n    held = []\n    for operation in operations:\n' +
    `        if operation == "take":\n            ${take}\n            continue\n` +
    `        value = int(operation.split()[1])\n        ${put}\n    return held\n`
  );
}

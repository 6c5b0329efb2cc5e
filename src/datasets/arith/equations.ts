/** @module Equations with one asked-for number. */
import type { Random } from '../../domain/random.js';
import { add, divide, multiply, rational, subtract } from './rational.js';
import { fromTemplates, type Template } from './template.js';

const LETTERS = ['x', 'y', 'n', 't', 'z'] as const;

const linear: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const [factor, shift, right] = [nonZero(random, 12), nonZero(random, magnitude), random.int(-magnitude, magnitude)];
  const equation = `${term(factor, letter)} ${signed(shift)} = ${right}`;
  return { answer: divide(rational(right - shift), rational(factor)), wordings: solveFor(letter, equation) };
};

const bothSides: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const left = nonZero(random, 12);
  let right = nonZero(random, 12);
  while (right === left) right = nonZero(random, 12);
  const [a, b] = [nonZero(random, magnitude), nonZero(random, magnitude)];
  const equation = `${term(left, letter)} ${signed(a)} = ${term(right, letter)} ${signed(b)}`;
  return { answer: divide(rational(b - a), rational(left - right)), wordings: solveFor(letter, equation) };
};

const brackets: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const [factor, shift] = [random.int(2, 9), nonZero(random, 12)];
  const solution = random.int(-magnitude, magnitude);
  const extra = nonZero(random, magnitude);
  const equation = `${factor}(${letter} ${signed(shift)}) ${signed(extra)} = ${factor * (solution + shift) + extra}`;
  return { answer: rational(solution), wordings: solveFor(letter, equation) };
};

const fractions: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const [divisor, shift, right] = [random.int(2, 9), nonZero(random, 12), random.int(-magnitude, magnitude)];
  const equation = `${letter}/${divisor} ${signed(shift)} = ${right}`;
  return { answer: multiply(rational(right - shift), rational(divisor)), wordings: solveFor(letter, equation) };
};

const proportion: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const [a, b, c] = [random.int(2, magnitude), random.int(2, 20), random.int(2, 20)];
  return { answer: rational(a * c, b), wordings: solveFor(letter, `${letter}/${c} = ${a}/${b}`) };
};

const system: Template = (random, magnitude) => {
  const [x, y] = [random.int(-magnitude, magnitude), random.int(-magnitude, magnitude)];
  const [a, b, c] = [nonZero(random, 6), nonZero(random, 6), nonZero(random, 6)];
  let d = nonZero(random, 6);
  while (a * d === b * c) d = nonZero(random, 6);
  const asked = random.pick(['x', 'y'] as const);
  const first = `${term(a, 'x')} ${signed(b, 'y')} = ${a * x + b * y}`;
  const second = `${term(c, 'x')} ${signed(d, 'y')} = ${c * x + d * y}`;
  return {
    answer: rational(asked === 'x' ? x : y),
    wordings: [
      `Solve the system ${first} and ${second}. What is ${asked}?`,
      `Given ${first} and ${second}, find ${asked}.`,
      `Two numbers x and y satisfy ${first} and ${second}. What is the value of ${asked}?`,
    ],
  };
};

const quadratic: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const bound = Math.min(magnitude, 20);
  const first = nonZero(random, bound);
  let second = nonZero(random, bound);
  while (second === first || second === -first) second = nonZero(random, bound);
  const factor = random.pick([1, 1, 2, 3]);
  const middle = signed(-factor * (first + second), letter);
  const equation = `${term(factor, `${letter}^2`)} ${middle} ${signed(factor * first * second)} = 0`;
  const asked = random.pick(['larger', 'smaller'] as const);
  return {
    answer: rational(asked === 'larger' ? Math.max(first, second) : Math.min(first, second)),
    wordings: [
      `What is the ${asked} solution of ${equation}?`,
      `The equation ${equation} has two roots. Give the ${asked} one.`,
      `Find the ${asked} root of ${equation}.`,
    ],
  };
};

const squareRoot: Template = (random, magnitude) => {
  const letter = random.pick(LETTERS);
  const [root, shift] = [random.int(2, Math.min(magnitude, 25)), nonZero(random, magnitude)];
  const answer = subtract(rational(root * root), rational(shift));
  return { answer, wordings: solveFor(letter, `sqrt(${letter} ${signed(shift)}) = ${root}`) };
};

const backwards: Template = (random, magnitude) => {
  const [number, factor, shift] = [random.int(-magnitude, magnitude), random.int(2, 12), random.int(1, magnitude)];
  const result = add(rational(number * factor), rational(shift)).numerator;
  return {
    answer: rational(number),
    wordings: [
      `I think of a number, multiply it by ${factor} and add ${shift}. The result is ${result}. What was my number?`,
      `${factor} times a number, plus ${shift}, equals ${result}. What is the number?`,
      `Adding ${shift} to the product of ${factor} and a number gives ${result}. Find the number.`,
    ],
  };
};

/** Draws one equation. */
export const generateEquation = fromTemplates({
  linear,
  bothSides,
  brackets,
  fractions,
  proportion,
  system,
  quadratic,
  squareRoot,
  backwards,
});

function solveFor(letter: string, equation: string): readonly string[] {
  return [
    `Solve for ${letter}: ${equation}`,
    `Solve ${equation} for ${letter}. Give an exact answer.`,
    `Which value of ${letter} satisfies ${equation}?`,
    `Find ${letter} if ${equation}.`,
  ];
}

function nonZero(random: Random, bound: number): number {
  return random.int(1, bound) * random.pick([1, -1]);
}

/** `3x`, `x`, `-x` */
function term(factor: number, letter: string): string {
  if (factor === 1) return letter;
  return factor === -1 ? `-${letter}` : `${factor}${letter}`;
}

/** `+ 3`, `- 3x`, `+ x` */
function signed(value: number, letter = ''): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : '+'} ${size === 1 && letter !== '' ? '' : size}${letter}`;
}

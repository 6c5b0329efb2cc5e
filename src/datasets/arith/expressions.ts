/** @module Expressions to evaluate exactly. */
import { add, divide, greatestCommonDivisor, multiply, rational, subtract, toDecimal, toFraction } from './rational.js';
import { fromTemplates, type Template } from './template.js';

const precedence: Template = (random, magnitude) => {
  const [a, b, c, d] = [
    random.int(1, magnitude),
    random.int(2, 12),
    random.int(2, magnitude),
    random.int(1, magnitude),
  ];
  return { answer: rational(a + b * c - d), wordings: evaluate(`${a} + ${b} * ${c} - ${d}`) };
};

const brackets: Template = (random, magnitude) => {
  const [a, b, c, d] = [random.int(1, magnitude), random.int(1, magnitude), random.int(2, magnitude), random.int(2, 9)];
  return { answer: rational((a + b) * (c - d)), wordings: evaluate(`(${a} + ${b}) * (${c} - ${d})`) };
};

const division: Template = (random, magnitude) => {
  const [a, b, c] = [random.int(1, magnitude), random.int(2, 16), random.int(1, magnitude)];
  return { answer: add(rational(a, b), rational(c)), wordings: evaluate(`${a} / ${b} + ${c}`) };
};

const fractions: Template = (random, magnitude) => {
  const fraction = (): ReturnType<typeof rational> =>
    rational(random.int(1, Math.min(magnitude, 20)), random.int(2, 12));
  const [a, b] = [fraction(), fraction()];
  const operation = random.pick([
    { sign: '+', apply: add },
    { sign: '-', apply: subtract },
    { sign: '*', apply: multiply },
    { sign: '/', apply: divide },
  ]);
  return {
    answer: operation.apply(a, b),
    wordings: evaluate(`(${toFraction(a)}) ${operation.sign} (${toFraction(b)})`),
  };
};

const decimals: Template = (random, magnitude) => {
  const number = (): ReturnType<typeof rational> => rational(random.int(1, magnitude * 100), 100);
  const [a, b, c] = [number(), number(), rational(random.int(1, magnitude), 10)];
  const [first, second, third] = [a, b, c].map((each) => toDecimal(each) ?? '');
  return { answer: subtract(add(a, b), c), wordings: evaluate(`${first ?? ''} + ${second ?? ''} - ${third ?? ''}`) };
};

const powers: Template = (random, magnitude) => {
  const [base, exponent, extra] = [random.int(2, 12), random.int(2, 4), random.int(1, magnitude)];
  return { answer: rational(base ** exponent - extra), wordings: evaluate(`${base}^${exponent} - ${extra}`) };
};

const percentage: Template = (random, magnitude) => {
  const [percent, whole] = [random.int(1, 39) * 5, random.int(1, magnitude * 10)];
  return {
    answer: rational(percent * whole, 100),
    wordings: [
      `What is ${percent} % of ${whole}?`,
      `Calculate ${percent} percent of ${whole}.`,
      `How much is ${percent}% of ${whole}?`,
    ],
  };
};

const divisors: Template = (random, magnitude) => {
  const common = random.int(2, 12);
  const a = common * random.int(2, magnitude);
  let b = a;
  while (b === a) b = common * random.int(2, magnitude);
  const greatest = greatestCommonDivisor(a, b);
  return random.int(0, 1) === 0
    ? {
        answer: rational(greatest),
        wordings: [
          `What is the greatest common divisor of ${a} and ${b}?`,
          `Find gcd(${a}, ${b}).`,
          `Which is the largest whole number that divides both ${a} and ${b}?`,
        ],
      }
    : {
        answer: rational((a * b) / greatest),
        wordings: [
          `What is the least common multiple of ${a} and ${b}?`,
          `Find lcm(${a}, ${b}).`,
          `Which is the smallest positive whole number that both ${a} and ${b} divide?`,
        ],
      };
};

const remainder: Template = (random, magnitude) => {
  const [a, b] = [random.int(magnitude, magnitude * 50), random.int(3, 30)];
  return {
    answer: rational(a % b),
    wordings: [
      `What is the remainder when ${a} is divided by ${b}?`,
      `Calculate ${a} mod ${b}.`,
      `Dividing ${a} by ${b} in whole numbers leaves which remainder?`,
    ],
  };
};

/** Draws one expression. */
export const generateExpression = fromTemplates({
  precedence,
  brackets,
  division,
  fractions,
  decimals,
  powers,
  percentage,
  divisors,
  remainder,
});

function evaluate(expression: string): readonly string[] {
  return [
    `What is ${expression}?`,
    `Calculate ${expression} exactly. A fraction is fine where no decimal is exact.`,
    `Evaluate the expression ${expression}.`,
    `Work out the exact value of ${expression}.`,
  ];
}

/** @module Short stories with one number as the answer. */
import { add, divide, multiply, rational, subtract } from './rational.js';
import { dollars, fromTemplates, type Template } from './template.js';

const NAMES = [
  'Amira',
  'Ben',
  'Chiara',
  'Diego',
  'Elif',
  'Farah',
  'Goran',
  'Hana',
  'Ivan',
  'Jun',
  'Kofi',
  'Lena',
] as const;

const change: Template = (random, magnitude) => {
  const name = random.pick(NAMES);
  const [many, few] = [random.int(2, magnitude), random.int(2, 9)];
  const [pen, book] = [random.int(5, 60) * 5, random.int(20, 180) * 5];
  const cost = many * pen + few * book;
  const paid = Math.ceil((cost + 1) / 1000) * 1000;
  const [penPrice, bookPrice, note] = [dollars(pen), dollars(book), `$${paid / 100}`];
  return {
    answer: rational(paid - cost, 100),
    wordings: [
      `${name} buys ${many} pens at ${penPrice} each and ${few} notebooks at ${bookPrice} each, and pays with ${note}. How many dollars of change does ${name} get?`,
      `A pen costs ${penPrice} and a notebook ${bookPrice}. After buying ${many} pens and ${few} notebooks, how many dollars are left of ${note}?`,
      `${name} has ${note} and takes ${many} pens for ${penPrice} a piece as well as ${few} notebooks for ${bookPrice} a piece. What remains, in dollars?`,
    ],
  };
};

const travel: Template = (random, magnitude) => {
  const speed = random.int(3, 24) * 5;
  const quarters = random.int(3, 4 + magnitude);
  const distance = rational(speed * quarters, 4);
  const far =
    distance.denominator === 1 ? String(distance.numerator) : (distance.numerator / distance.denominator).toString();
  return {
    answer: divide(distance, rational(speed)),
    wordings: [
      `A train covers ${far} km at a steady ${speed} km/h. How many hours does it take?`,
      `At a constant speed of ${speed} kilometres per hour, how many hours are needed for ${far} kilometres?`,
      `A van drives ${far} km without a stop. Its speed is ${speed} km/h. Give the driving time in hours.`,
    ],
  };
};

const packing: Template = (random, magnitude) => {
  const size = random.int(4, 24);
  const total = size * random.int(2, magnitude) + random.int(1, size - 1);
  return {
    answer: rational(Math.ceil(total / size)),
    wordings: [
      `${total} eggs are packed into boxes of ${size}. How many boxes are needed so that every egg is in a box?`,
      `A box holds ${size} eggs. What is the smallest number of boxes that holds ${total} eggs?`,
      `If each box takes ${size} eggs at most, how many boxes does a farmer with ${total} eggs need?`,
    ],
  };
};

const leftover: Template = (random, magnitude) => {
  const children = random.int(3, 12);
  const sweets = children * random.int(3, magnitude) + random.int(0, children - 1);
  return {
    answer: rational(sweets % children),
    wordings: [
      `${sweets} sweets are shared equally among ${children} children, each getting as many whole sweets as possible. How many sweets are left over?`,
      `${children} children share ${sweets} sweets fairly, without cutting any. How many sweets remain?`,
      `When ${sweets} sweets are dealt out evenly to ${children} children, how many can't be given out?`,
    ],
  };
};

const discount: Template = (random, magnitude) => {
  const price = random.int(4, 4 * magnitude) * 5;
  const percent = random.pick([5, 10, 15, 20, 25, 30, 40, 60]);
  return {
    answer: rational(price * (100 - percent), 100),
    wordings: [
      `A coat costs $${price}. It is reduced by ${percent} %. What does it cost now, in dollars?`,
      `What is the price in dollars of a $${price} coat after a discount of ${percent} %?`,
      `A shop takes ${percent} percent off a coat that was $${price}. Give the new price in dollars.`,
    ],
  };
};

const share: Template = (random, magnitude) => {
  const [first, second] = [random.int(1, 6), random.int(1, 6)];
  const part = random.int(2, 2 * magnitude);
  const [one, other] = random.shuffle(NAMES);
  const total = part * (first + second);
  return {
    answer: rational(part * first),
    wordings: [
      `${one} and ${other} split ${total} marbles in the ratio ${first}:${second}. How many marbles does ${one} get?`,
      `${total} marbles are divided between ${one} and ${other} as ${first} to ${second}. What is the share of ${one}?`,
      `For every ${first} marbles that ${one} takes, ${other} takes ${second}. Together they take ${total}. How many has ${one}?`,
    ],
  };
};

const average: Template = (random, magnitude) => {
  const scores = Array.from({ length: random.int(3, 6) }, () => random.int(1, magnitude));
  const list = `${scores.slice(0, -1).join(', ')} and ${scores.at(-1) ?? 0}`;
  return {
    answer: rational(
      scores.reduce((sum, score) => sum + score, 0),
      scores.length,
    ),
    wordings: [
      `The scores are ${list}. What is their mean? A fraction or a decimal is fine.`,
      `Find the arithmetic mean of ${list}. Give it exactly, as a fraction if need be.`,
      `A team scored ${list} points in its games. How many points per game is that on average, exactly?`,
    ],
  };
};

const pipes: Template = (random) => {
  const [fast, slow] = [random.int(2, 9), random.int(3, 16)];
  return {
    answer: divide(rational(1), add(rational(1, fast), rational(1, slow))),
    wordings: [
      `One pipe fills a tank in ${fast} hours, another in ${slow} hours. In how many hours do both together fill it? Answer exactly, as a fraction if need be.`,
      `Pipe A needs ${fast} hours and pipe B needs ${slow} hours for the same tank. How many hours do they need together, exactly?`,
      `Working alone, two pumps fill a pool in ${fast} h and ${slow} h. How long do they take jointly, in hours, as an exact number?`,
    ],
  };
};

const ages: Template = (random) => {
  const [older, younger] = random.shuffle(NAMES);
  const factor = random.int(2, 5);
  // At least 16 years between parent and child, and no parent above 90.
  const child = random.int(Math.ceil(16 / (factor - 1)), Math.floor(90 / factor));
  const years = random.int(2, 15);
  const sum = child * (factor + 1) + 2 * years;
  return {
    answer: rational(child),
    wordings: [
      `${older} is ${factor} times as old as ${younger}. In ${years} years their ages will add up to ${sum}. How old is ${younger} now?`,
      `${younger} is ${older}'s child. ${older}'s age is ${factor} times that of ${younger}, and in ${years} years the two will be ${sum} years old together. What is ${younger}'s age now?`,
      `In ${years} years the sum of the ages of ${older} and ${younger} will be ${sum}. Today ${older} is ${factor} times as old. How old is ${younger} today?`,
    ],
  };
};

const tank: Template = (random, magnitude) => {
  const capacity = random.int(4, 4 * magnitude) * 3;
  const [used, filled] = [rational(random.int(1, 3), 4), rational(random.int(1, 2), 3)];
  const left = multiply(rational(capacity), multiply(filled, subtract(rational(1), used)));
  const [part, full] = [`${used.numerator}/${used.denominator}`, `${filled.numerator}/${filled.denominator}`];
  return {
    answer: left,
    wordings: [
      `A ${capacity}-litre tank is ${full} full. Then ${part} of the water in it is used. How many litres are left?`,
      `A tank of ${capacity} litres is filled to ${full}. Someone uses ${part} of this water. How much water remains, in litres?`,
      `Of a tank for ${capacity} litres, ${full} is filled with water. After ${part} of that water has run out, how many litres remain?`,
    ],
  };
};

/** Draws one story. */
export const generateWordProblem = fromTemplates({
  change,
  travel,
  packing,
  leftover,
  discount,
  share,
  average,
  pipes,
  ages,
  tank,
});

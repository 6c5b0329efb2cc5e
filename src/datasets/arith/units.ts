/** @module Conversions and sums of measures, exact by the definitions of the units. */
import type { Random } from '../../domain/random.js';
import { add, decimal, divide, multiply, rational, subtract, toDecimal, type Rational } from './rational.js';
import { fromTemplates, type Template } from './template.js';

/** A unit by its symbol and name, and its size in the quantity's base unit. */
interface Unit {
  readonly symbol: string;
  readonly name: string;
  readonly size: Rational;
}

const unit = (symbol: string, name: string, size: string): Unit => ({ symbol, name, size: decimal(size) });

/** Base units: metre, gram, second, litre, square metre. */
const QUANTITIES = {
  length: [
    unit('mm', 'millimetres', '0.001'),
    unit('cm', 'centimetres', '0.01'),
    unit('m', 'metres', '1'),
    unit('km', 'kilometres', '1000'),
  ],
  imperial: [
    unit('in', 'inches', '0.0254'),
    unit('ft', 'feet', '0.3048'),
    unit('cm', 'centimetres', '0.01'),
    unit('m', 'metres', '1'),
  ],
  mass: [
    unit('mg', 'milligrams', '0.001'),
    unit('g', 'grams', '1'),
    unit('kg', 'kilograms', '1000'),
    unit('t', 'tonnes', '1000000'),
  ],
  time: [
    unit('s', 'seconds', '1'),
    unit('min', 'minutes', '60'),
    unit('h', 'hours', '3600'),
    unit('d', 'days', '86400'),
  ],
  volume: [
    unit('ml', 'millilitres', '0.001'),
    unit('cl', 'centilitres', '0.01'),
    unit('l', 'litres', '1'),
    unit('m^3', 'cubic metres', '1000'),
  ],
  area: [
    unit('cm^2', 'square centimetres', '0.0001'),
    unit('m^2', 'square metres', '1'),
    unit('ha', 'hectares', '10000'),
    unit('km^2', 'square kilometres', '1000000'),
  ],
} as const;

type Quantity = keyof typeof QUANTITIES;

/** Two different units next to each other in size order, so that answers stay readable. */
function neighbours(random: Random, quantities: readonly Quantity[]): readonly [Unit, Unit] {
  const units: readonly Unit[] = QUANTITIES[random.pick(quantities)];
  const index = random.int(0, units.length - 2);
  const [small, large] = units.slice(index, index + 2);
  if (small === undefined || large === undefined) throw new RangeError('a quantity needs two units');
  return [small, large];
}

/** A number with up to two decimals, as text and exactly. */
function amount(random: Random, magnitude: number): { text: string; value: Rational } {
  const value = rational(random.int(1, magnitude * 20), random.pick([1, 10, 20]));
  return { text: toDecimal(value) ?? '', value };
}

const metric = ['length', 'mass', 'volume', 'area'] as const;

const toSmaller: Template = (random, magnitude) => {
  const [small, large] = neighbours(random, [...metric, 'time']);
  const { text, value } = amount(random, magnitude);
  return { answer: divide(multiply(value, large.size), small.size), wordings: conversions(text, large, small) };
};

const toLarger: Template = (random, magnitude) => {
  const [small, large] = neighbours(random, metric);
  const { text, value } = amount(random, magnitude);
  return { answer: divide(multiply(value, small.size), large.size), wordings: conversions(text, small, large) };
};

const timeToLarger: Template = (random, magnitude) => {
  const [small, large] = neighbours(random, ['time']);
  const count = (random.int(1, magnitude) * divide(large.size, small.size).numerator) / random.pick([1, 2, 4]);
  const answer = divide(multiply(rational(count), small.size), large.size);
  return { answer, wordings: conversions(String(count), small, large) };
};

const imperial: Template = (random, magnitude) => {
  const [inch, foot, centimetre, metre] = QUANTITIES.imperial;
  const [from, to] = random.pick([
    [inch, centimetre],
    [foot, centimetre],
    [foot, inch],
    [foot, metre],
  ] as const);
  const count = random.int(1, magnitude);
  return {
    answer: divide(multiply(rational(count), from.size), to.size),
    wordings: conversions(String(count), from, to),
  };
};

function conversions(text: string, from: Unit, to: Unit): readonly string[] {
  return [
    `Convert ${text} ${from.symbol} to ${to.symbol}.`,
    `How many ${to.name} are ${text} ${from.name}?`,
    `Express ${text} ${from.symbol} in ${to.name}. Give the number only.`,
    `What is ${text} ${from.name} in ${to.symbol}?`,
  ];
}

const speed: Template = (random, magnitude) => {
  const metresPerSecond = rational(random.int(1, magnitude), 2);
  const kilometresPerHour = multiply(metresPerSecond, decimal('3.6'));
  const [slow, fast] = [toDecimal(metresPerSecond) ?? '', toDecimal(kilometresPerHour) ?? ''];
  return random.int(0, 1) === 0
    ? {
        answer: kilometresPerHour,
        wordings: [
          `Convert ${slow} m/s to km/h.`,
          `A cyclist rides ${slow} metres per second. How many kilometres per hour is that?`,
          `Express ${slow} m/s in km/h. Give the number only.`,
        ],
      }
    : {
        answer: metresPerSecond,
        wordings: [
          `Convert ${fast} km/h to m/s.`,
          `A bus drives ${fast} kilometres per hour. How many metres per second is that?`,
          `Express ${fast} km/h in m/s. Give the number only.`,
        ],
      };
};

const temperature: Template = (random, magnitude) => {
  const celsius = rational(random.int(-Math.min(magnitude, 40), magnitude));
  const fahrenheit = add(multiply(celsius, rational(9, 5)), rational(32));
  const [cold, warm] = [toDecimal(celsius) ?? '', toDecimal(fahrenheit) ?? ''];
  return random.int(0, 1) === 0
    ? {
        answer: fahrenheit,
        wordings: [
          `Convert ${cold} °C to °F.`,
          `It is ${cold} degrees Celsius. How many degrees Fahrenheit is that?`,
          `What is ${cold} °C on the Fahrenheit scale? Give the number only.`,
        ],
      }
    : {
        answer: celsius,
        wordings: [
          `Convert ${warm} °F to °C.`,
          `It is ${warm} degrees Fahrenheit. How many degrees Celsius is that?`,
          `What is ${warm} °F on the Celsius scale? Give the number only.`,
        ],
      };
};

const sum: Template = (random, magnitude) => {
  const [small, large] = neighbours(random, [...metric, 'time']);
  const [first, second] = [random.int(1, magnitude), random.int(1, magnitude * 2)];
  const [bigger, smaller] = [multiply(rational(first), large.size), multiply(rational(second), small.size)];
  return {
    answer: divide(add(bigger, smaller), small.size),
    wordings: [
      `What is ${first} ${large.symbol} + ${second} ${small.symbol} in ${small.symbol}?`,
      `Add ${first} ${large.name} and ${second} ${small.name}. How many ${small.name} are that?`,
      `How many ${small.name} are ${first} ${large.name} and ${second} ${small.name} together?`,
    ],
  };
};

const clock: Template = (random) => {
  const start = random.int(6 * 60, 12 * 60);
  const end = start + random.int(20, 10 * 60);
  const at = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return {
    answer: subtract(rational(end), rational(start)),
    wordings: [
      `A film runs from ${at(start)} to ${at(end)}. How many minutes does it last?`,
      `How many minutes pass between ${at(start)} and ${at(end)} of the same day?`,
      `A shift begins at ${at(start)} and ends at ${at(end)}. Give its length in minutes.`,
    ],
  };
};

/** Draws one conversion or sum. */
export const generateUnits = fromTemplates({
  toSmaller,
  toLarger,
  timeToLarger,
  imperial,
  speed,
  temperature,
  sum,
  clock,
});

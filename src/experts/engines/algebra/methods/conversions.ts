/** @module Conversions of units, sums of quantities, temperatures. */
import { add, divide, exact, multiply, readExact, subtract, sum, toText } from '../exact.js';
import { askedUnit, quantitiesIn } from '../quantities.js';
import { UNIT_PATTERN } from '../units.js';
import { solved, solvedText, type Method } from '../solution.js';

/** "How many seconds are in an hour?": one of them, when nothing else is measured. */
const ONE_UNIT = new RegExp(
  String.raw`\b(?:in|is|are|make|makes|equals?)\s+(?:one|an?)\s+(?=(?:${UNIT_PATTERN})[\s?.!]*$)`,
);

export const conversions: Method = ({ text }) =>
  temperature(text) ?? measured(/\d/.test(text) ? text : text.replace(ONE_UNIT, 'in 1 '));

/** One quantity is converted; several are added (or two subtracted) when the words say so. */
function measured(text: string): ReturnType<Method> {
  const quantities = quantitiesIn(text);
  const asked = askedUnit(text);
  const [first] = quantities;
  if (asked === undefined || first === undefined) return undefined;
  if (quantities.some((quantity) => quantity.unit.dimension !== asked.unit.dimension)) return undefined;
  // A number without a unit would have a say that is not understood.
  const rest = quantities.reduce(
    (left, q) => left.slice(0, q.index) + ' '.repeat(q.end - q.index) + left.slice(q.end),
    text,
  );
  if (/\d/.test(rest.replace(/\b[a-z]+\^?[23]\b/g, ''))) return undefined;
  if (quantities.length === 1) return solved(divide(first.size, asked.unit.size), 'conversion', 0.97);
  if (quantities.length > 4) return undefined;
  if (/\b(?:difference|minus|less|longer|shorter|heavier|lighter|more)\b| - /.test(text) && quantities.length === 2) {
    const [a, b] = quantities;
    if (a === undefined || b === undefined) return undefined;
    const gap = subtract(a.size, b.size);
    const size = gap.n < 0n && !/minus| - /.test(text) ? subtract(b.size, a.size) : gap;
    return solved(divide(size, asked.unit.size), 'difference-of-quantities', 0.85);
  }
  // "2 days and 5 hours" is a sum by itself; an "and" between two sentences is none.
  const joined = quantities
    .slice(1)
    .every((q, i) => /^\s*(?:,|,?\s*and|plus|\+)\s*$/.test(text.slice(quantities[i]?.end, q.index)));
  if (!joined && !/\b(?:add|sum|total|together|altogether|in all|combined)\b/.test(text)) return undefined;
  return solved(divide(sum(quantities.map((q) => q.size)), asked.unit.size), 'sum-of-quantities', 0.93);
}

const SCALE = String.raw`(?:°|degrees?|deg)?\s*(c|f|k|celsius|centigrade|fahrenheit|kelvin)\b`;

function temperature(text: string): ReturnType<Method> {
  const from = new RegExp(String.raw`(-?\d+(?:\.\d+)?)\s*${SCALE}`).exec(text);
  if (from === null || !/°|degree|celsius|fahrenheit|kelvin/.test(text)) return undefined;
  const rest = text.slice(0, from.index) + ' ' + text.slice(from.index + from[0].length);
  const to = new RegExp(
    String.raw`(?:°\s*|degrees?\s+|\bin\s+|\bto\s+|the\s+)(c|f|k|celsius|fahrenheit|kelvin)\b`,
  ).exec(rest);
  const [source, target] = [from[2]?.[0], to?.[1]?.[0]];
  if (source === undefined || target === undefined || source === target || /\d/.test(rest)) return undefined;
  const value = readExact(from[1] ?? '0');
  const offset = readExact('273.15');
  const [nine, five, freezing] = [exact(9), exact(5), exact(32)];
  const celsius =
    source === 'f'
      ? divide(multiply(subtract(value, freezing), five), nine)
      : source === 'k'
        ? subtract(value, offset)
        : value;
  const result =
    target === 'f'
      ? add(divide(multiply(celsius, nine), five), freezing)
      : target === 'k'
        ? add(celsius, offset)
        : celsius;
  return solvedText(toText(result), 'temperature', 0.98);
}

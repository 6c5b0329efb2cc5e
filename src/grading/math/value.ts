/** @module The plain value of a formula that needs no algebra: numbers, fractions, mixed numbers, perhaps with a unit. */
import { readNumber } from '../read/numbers.js';

/** A formula without its unit; `unit` is empty when it has none. */
export interface Measured {
  readonly body: string;
  readonly unit: string;
}

const LENGTHS =
  'mm|cm|dm|km|m|in|inch(?:es)?|ft|foot|feet|yd|yards?|mi|miles?|meters?|metres?|centimeters?|kilometers?';
const OTHERS =
  'mg|kg|g|lbs?|pounds?|grams?|ml|l|liters?|litres?|ms|s|sec|seconds?|min|minutes?|h|hr|hours?|days?|years?|mph|km/h|m/s|dollars?|cents?|degrees?|deg|percent|units?|rad|radians?|people|ways|square units?|cubic units?';
const UNIT = new RegExp(
  `^(.*?[\\d})!]|.*\\\\pi)\\s*(%|°\\s*[CF]?|(?:\\s(?:sq(?:uare)?\\.?|cubic)\\s)?(?<![a-z])(?:${LENGTHS})(?:\\s?\\^\\s?\\{?[23]\\}?)?|${OTHERS})$`,
  'i',
);
const SAME: ReadonlyMap<string, string> = new Map([
  ['degree', '°'],
  ['degrees', '°'],
  ['deg', '°'],
  ['percent', '%'],
  ['inch', 'in'],
  ['inches', 'in'],
  ['foot', 'ft'],
  ['feet', 'ft'],
  ['meter', 'm'],
  ['meters', 'm'],
  ['metres', 'm'],
  ['unit', ''],
  ['units', ''],
]);

/** `2\sqrt{3} cm` is `2\sqrt{3}` in cm. A currency sign in front counts as a unit too. */
export function splitUnit(latex: string): Measured {
  const money = /^(-?)\s*\$\s*(?=[\d.])(.*)$/.exec(latex);
  if (money !== null) return { body: `${money[1] ?? ''}${money[2] ?? ''}`, unit: '$' };
  const match = latex.length > 200 ? null : UNIT.exec(latex);
  if (match === null) return { body: latex, unit: '' };
  const written = (match[2] ?? '')
    .trim()
    .toLowerCase()
    .replace(/[{}\s]/g, '');
  return { body: (match[1] ?? '').trim(), unit: SAME.get(written) ?? written };
}

/** The number that a formula is when it is one: `-\frac{3}{4}`, `2\frac{1}{2}`, `1 1/2`, `.5`; undefined for the rest. */
export function plainValue(body: string): number | undefined {
  const number = readNumber(body.replace(/^\((.*)\)$/, '$1').replace(/^\{(.*)\}$/, '$1'));
  if (number !== undefined) return number;
  const match = /^([+-]?)\s*(\d+)?\s*\\frac\s*\{\s*(-?\d+(?:\.\d+)?)\s*\}\s*\{\s*(-?\d+(?:\.\d+)?)\s*\}$/.exec(body);
  if (match === null) return undefined;
  const [, sign, whole = '0', numerator = '0', denominator = '1'] = match;
  const value = Number(whole) + Number(numerator) / Number(denominator);
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : undefined;
}

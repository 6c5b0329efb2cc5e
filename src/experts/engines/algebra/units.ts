/** @module Units of measurement with exact sizes, and how they are written. */
import { divide, multiply, power, readExact, type Exact } from './exact.js';

export interface Unit {
  /** What it measures, as a product of base dimensions, e.g. `m2` or `m1 s-1`. Only units of one dimension are comparable. */
  readonly dimension: string;
  /** In base units: metre, gram, second, byte, ... */
  readonly size: Exact;
}

/** Bases without derived dimensions of their own: energy, power, pressure, force and angle are told apart by name. */
type Base = 'm' | 'g' | 's' | 'byte' | 'joule' | 'watt' | 'pascal' | 'newton' | 'degree';

interface Entry {
  readonly base: Base;
  /** Exponent of the base. */
  readonly exponent: 1 | 2 | 3;
  readonly size: Exact;
}

const METRIC: readonly (readonly [prefix: string, letter: string, size: string])[] = [
  ['milli', 'm', '0.001'], ['centi', 'c', '0.01'], ['deci', 'd', '0.1'], ['', '', '1'], ['hecto', 'h', '100'], ['kilo', 'k', '1000'],
  ['micro', 'µ', '0.000001'], ['nano', 'n', '0.000000001'],
]; // prettier-ignore

/** Spellings in the singular, in lower case -> size. Sizes of imperial units are exact by definition. */
const OTHERS: readonly (readonly [names: string, base: Base, exponent: Entry['exponent'], size: string])[] = [
  ['in|inch', 'm', 1, '0.0254'], ['ft|foot', 'm', 1, '0.3048'], ['yd|yard', 'm', 1, '0.9144'], ['mi|mile', 'm', 1, '1609.344'],
  ['nautical mile|nmi', 'm', 1, '1852'],
  ['t|ton|tonne|metric ton', 'g', 1, '1000000'], ['lb|lbs|pound', 'g', 1, '453.59237'], ['oz|ounce', 'g', 1, '28.349523125'],
  ['s|sec|second', 's', 1, '1'], ['min|minute', 's', 1, '60'], ['h|hr|hour', 's', 1, '3600'], ['d|day', 's', 1, '86400'],
  ['week|wk', 's', 1, '604800'], ['ms|millisecond', 's', 1, '0.001'],
  ['ha|hectare', 'm', 2, '10000'], ['acre', 'm', 2, '4046.8564224'],
  ['gal|gallon', 'm', 3, '0.003785411784'], ['quart', 'm', 3, '0.000946352946'], ['pint', 'm', 3, '0.000473176473'],
  ['cup', 'm', 3, '0.0002365882365'],
  ['byte', 'byte', 1, '1'], ['bit', 'byte', 1, '0.125'], ['kb|kilobyte', 'byte', 1, '1000'], ['mb|megabyte', 'byte', 1, '1000000'],
  ['gb|gigabyte', 'byte', 1, '1000000000'], ['tb|terabyte', 'byte', 1, '1000000000000'],
  ['j|joule', 'joule', 1, '1'], ['kj|kilojoule', 'joule', 1, '1000'], ['cal|calorie', 'joule', 1, '4.184'],
  ['kcal|kilocalorie', 'joule', 1, '4184'], ['wh|watt hour', 'joule', 1, '3600'], ['kwh|kilowatt hour', 'joule', 1, '3600000'],
  ['w|watt', 'watt', 1, '1'], ['kw|kilowatt', 'watt', 1, '1000'], ['mw|megawatt', 'watt', 1, '1000000'],
  ['pa|pascal', 'pascal', 1, '1'], ['hpa|hectopascal', 'pascal', 1, '100'], ['kpa|kilopascal', 'pascal', 1, '1000'],
  ['bar', 'pascal', 1, '100000'], ['mbar|millibar', 'pascal', 1, '100'], ['atm|atmosphere', 'pascal', 1, '101325'],
  ['newton', 'newton', 1, '1'], ['kn|kilonewton', 'newton', 1, '1000'],
  ['degree', 'degree', 1, '1'], ['arcminute', 'degree', 1, '1/60'], ['arcsecond', 'degree', 1, '1/3600'],
]; // prettier-ignore

const UNITS = new Map<string, Entry>();
for (const [prefix, letter, size] of METRIC) {
  for (const name of ['metre', 'meter']) addUnit(`${prefix}${name}|${letter}m`, 'm', 1, size);
  addUnit(`${prefix}gram|${prefix}gramme|${letter}g`, 'g', 1, size);
  const litre = multiply(readExact(size), readExact('0.001'));
  for (const name of ['litre', 'liter']) addUnit(`${prefix}${name}|${letter}l`, 'm', 3, litre);
}
for (const [names, base, exponent, size] of OTHERS) addUnit(names, base, exponent, size);

function addUnit(names: string, base: Base, exponent: Entry['exponent'], size: string | Exact): void {
  const entry = { base, exponent, size: typeof size === 'string' ? readExact(size) : size };
  for (const name of names.split('|')) {
    UNITS.set(name, entry);
    if (name.length > 2) UNITS.set(name === 'foot' ? 'feet' : name === 'inch' ? 'inches' : `${name}s`, entry);
  }
}

const NAMES = [...UNITS.keys()].sort((a, b) => b.length - a.length).join('|');
const SIMPLE = String.raw`(?:(?:square|cubic|sq\.?|cu\.?)\s+)?(?:${NAMES})(?:\s?\^\s?[23]|(?<=[a-z])[23])?(?![a-z])`;
/** A unit as written: `km`, `square metres`, `cm^2`, `km/h`, `metres per second`, `mph`. */
export const UNIT_PATTERN = String.raw`(?:kmh|kph|mph|${SIMPLE}(?:\s*(?:/|\bper\b|\ban\b(?=\s+hour))\s*${SIMPLE})?)`;

const SHORT: { readonly [name: string]: string } = { kmh: 'km/h', kph: 'km/h', mph: 'mi/h' };

/** Reads what {@link UNIT_PATTERN} matched, in lower case. */
export function readUnit(text: string): Unit | undefined {
  const [above = '', below] = (SHORT[text.trim()] ?? text).split(/\/|\bper\b|\ban\b/);
  const top = readSimple(above);
  if (top === undefined || below === undefined)
    return top && { dimension: `${top.base}${top.exponent}`, size: top.size };
  const bottom = readSimple(below);
  return (
    bottom && {
      dimension: `${top.base}${top.exponent} ${bottom.base}-${bottom.exponent}`,
      size: divide(top.size, bottom.size),
    }
  );
}

function readSimple(text: string): Entry | undefined {
  const [, word, name = '', digit] =
    /^(square|sq\.?|cubic|cu\.?)?\s*(.*?)(?:\s?\^?\s?([23]))?$/.exec(text.trim()) ?? [];
  const entry = UNITS.get(name);
  const exponent = word?.startsWith('sq') === true ? 2 : word?.startsWith('cu') === true ? 3 : Number(digit ?? 1);
  if (entry === undefined || exponent === 1) return entry;
  if (entry.exponent !== 1 || (exponent !== 2 && exponent !== 3)) return undefined;
  return { base: entry.base, exponent, size: power(entry.size, BigInt(exponent)) };
}

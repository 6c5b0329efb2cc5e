/** @module Distance, speed and time: two are given, the third is asked for. */
import { divide, multiply } from '../exact.js';
import { askedUnit, quantitiesIn, type Quantity } from '../quantities.js';
import { solved, type Method } from '../solution.js';
import { readUnit, type Unit } from '../units.js';

const LENGTH = 'm1';
const TIME = 's1';
const SPEED = 'm1 s-1';

/** "How far" without a unit: in that of the speed, e.g. km of km/h. */
function lengthOfSpeed(text: string, quantities: readonly Quantity[]): Unit | undefined {
  const speed = quantities.find((quantity) => quantity.unit.dimension === SPEED);
  if (speed === undefined) return undefined;
  const written = text.slice(speed.index, speed.end).replace(/^-?[\d./\s-]+/, '');
  return readUnit(
    written.startsWith('mph')
      ? 'mi'
      : written.startsWith('k') && /^k(?:mh|ph)/.test(written)
        ? 'km'
        : (written.split(/\s*(?:\/|\bper\b|\ban\b)/)[0] ?? ''),
  );
}

export const travel: Method = ({ text }) => {
  const quantities = quantitiesIn(text);
  const asked = askedUnit(text)?.unit ?? (/\bhow far\b/.test(text) ? lengthOfSpeed(text, quantities) : undefined);
  if (quantities.length !== 2 || asked === undefined) return undefined;
  const size = (dimension: string) => quantities.find((quantity) => quantity.unit.dimension === dimension)?.size;
  const [length, time, speed] = [size(LENGTH), size(TIME), size(SPEED)];
  const other = text.match(/\d+(?:\.\d+)?/g) ?? [];
  if (other.length !== 2) return undefined;
  const result =
    asked.dimension === TIME && length && speed
      ? divide(length, speed)
      : asked.dimension === LENGTH && time && speed
        ? multiply(time, speed)
        : asked.dimension === SPEED && length && time
          ? divide(length, time)
          : undefined;
  return result && solved(divide(result, asked.size), 'travel', 0.95);
};

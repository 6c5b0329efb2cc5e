/** @module Distance, speed and time: two are given, the third is asked for. */
import { divide, multiply } from '../exact.js';
import { askedUnit, quantitiesIn } from '../quantities.js';
import { solved, type Method } from '../solution.js';

const LENGTH = 'm1';
const TIME = 's1';
const SPEED = 'm1 s-1';

export const travel: Method = ({ text }) => {
  const quantities = quantitiesIn(text);
  const asked = askedUnit(text)?.unit;
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

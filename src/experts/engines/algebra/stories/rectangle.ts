/** @module Area and perimeter of rectangles and squares. */
import { add, divide, exact, multiply } from '../exact.js';
import { askedUnit, quantitiesIn } from '../quantities.js';
import { solved, type Method } from '../solution.js';

export const rectangle: Method = ({ text }) => {
  const isSquare = /\bsquare\b(?!\s+(?:cm|m|km|met|cent|kilo|mil|in|f))/.test(text);
  if (!isSquare && !/\brectang(?:le|ular)\b/.test(text)) return undefined;
  const wantsArea = /\barea\b/.test(text);
  if (wantsArea === /\bperimeter\b/.test(text)) return undefined;
  const sides = quantitiesIn(text).filter((quantity) => quantity.unit.dimension === 'm1');
  const plain = (text.match(/(?<![\d.])\d+(?:\.\d+)?/g) ?? []).length;
  const [a, b = isSquare ? a : undefined] = sides;
  if (a === undefined || b === undefined || plain !== (isSquare ? 1 : 2)) return undefined;
  const size = wantsArea ? multiply(a.size, b.size) : multiply(exact(2), add(a.size, b.size));
  const unit = askedUnit(text)?.unit;
  const expected = wantsArea ? 'm2' : 'm1';
  // Without a unit asked for, the answer is in the unit of the sides, if they share one.
  if (unit === undefined && (a.unit.size.n !== b.unit.size.n || a.unit.size.d !== b.unit.size.d)) return undefined;
  if (unit !== undefined && unit.dimension !== expected) return undefined;
  const own = wantsArea ? multiply(a.unit.size, a.unit.size) : a.unit.size;
  return solved(divide(size, unit?.size ?? own), wantsArea ? 'rectangle-area' : 'rectangle-perimeter', 0.9);
};

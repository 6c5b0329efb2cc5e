/** @module A length (or another measure) divided into equal pieces: how many pieces, or how much is one? */
import { divide, exact, isWhole } from '../exact.js';
import { askedUnit, quantitiesIn } from '../quantities.js';
import { solved, type Method } from '../solution.js';

const CUT = /\b(?:cut|cuts|divided|divides|split|splits|chopped|sawn|sawed|poured|filled|separated)\b.*\b(?:into|in)\b/;
const PIECE = String.raw`(?:pieces|parts|sections|segments|strips|portions|lengths|glasses|bottles|cups|bags|slices)`;

/** "A rope of 20 m is cut into pieces of 2.5 m. How many pieces?" or "... into 4 equal pieces. How long is each?" */
export const cutting: Method = ({ text }) => {
  if (!CUT.test(text)) return undefined;
  const quantities = quantitiesIn(text);
  const [whole, piece] = quantities;
  const plain = (text.match(/\d+(?:\.\d+)?/g) ?? []).length - quantities.length;
  if (whole === undefined || whole.size.n <= 0n) return undefined;
  if (
    quantities.length === 2 &&
    plain === 0 &&
    piece !== undefined &&
    new RegExp(String.raw`\bhow many\s+(?:\w+\s+)?${PIECE}\b`).test(text)
  ) {
    if (piece.unit.dimension !== whole.unit.dimension || piece.size.n <= 0n) return undefined;
    const count = divide(whole.size, piece.size);
    return isWhole(count) ? solved(count, 'pieces', 0.92) : undefined;
  }
  const parts = new RegExp(String.raw`\binto\s+(\d+)\s+(?:equal(?:ly long|-sized)?|identical|even)\s+${PIECE}\b`).exec(
    text,
  )?.[1];
  if (quantities.length !== 1 || plain !== 1 || parts === undefined || Number(parts) === 0) return undefined;
  if (!/\bhow (?:long|much|heavy|many)\b.*\b(?:each|one|every|a)\b|\blength of (?:each|one)\b/.test(text))
    return undefined;
  const unit = askedUnit(text)?.unit ?? whole.unit;
  if (unit.dimension !== whole.unit.dimension) return undefined;
  return solved(divide(divide(whole.size, exact(BigInt(parts))), unit.size), 'piece-size', 0.92);
};

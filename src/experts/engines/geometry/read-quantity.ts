/** @module A measure as it is written: `12`, `4.5`, `3√5`, `\sqrt{58}`. */
import { quantity, type Quantity } from '../../../domain/geometry/quantity.js';

/** Undefined for anything else. */
export function readQuantity(text: string): Quantity | undefined {
  const match = /^(\d{1,6})?(?:\.(\d{1,4}))?(?:(?:√|\\sqrt\{)(\d{1,8})\}?)?$/.exec(text.trim());
  if (match === null || text.trim() === '') return undefined;
  const [, whole, decimals = '', root = '1'] = match;
  const factor = Number(`${whole ?? (root === '1' ? '0' : '1')}${decimals}`);
  return quantity(factor, 10 ** decimals.length, Number(root));
}

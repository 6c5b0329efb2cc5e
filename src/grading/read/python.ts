/** @module Texts as Python's `float` and `int` read them: published scorers are written in Python. */

/** What `float(text)` gives, undefined where it raises: `1e5`, ` .5 `, `1_000`, `inf`; no comma, no percent. */
export function pythonFloat(text: string): number | undefined {
  const clean = text.trim();
  if (
    /^[+-]?(?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:e[+-]?\d(?:_?\d)*)?$/i.test(clean) &&
    /^[+-]?\.?\d/.test(clean)
  ) {
    return Number(clean.replaceAll('_', ''));
  }
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(clean);
  if (special === null) return undefined;
  return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
}

/** @module What stands in the boxes of a flow chart, from print and its signs, as Python. */

export type Statement =
  | { readonly kind: 'start'; readonly variable: string }
  | { readonly kind: 'set'; readonly python: string }
  | { readonly kind: 'return'; readonly python: string }
  | { readonly kind: 'decide'; readonly python: string };

/** A line that is words: where to start, what to return, whether a number is even. Undefined: it is none of these. */
export function sentenceIn(text: string): Statement | undefined {
  const said = text.toLowerCase().replace(/\s+/g, ' ').trim();
  const start = /^(?:start|begin|input|read)(?: with)? ?([a-z])$/.exec(said);
  if (start !== null) return { kind: 'start', variable: start[1] ?? '' };
  const given = /^(?:return|output|print|give) ?([a-z]|\d+)$/.exec(said);
  if (given !== null) return { kind: 'return', python: given[1] ?? '' };
  const parity = /^(?:is )?([a-z]) ?(?:is )?(even|odd)\b/.exec(said);
  if (parity === null) return undefined;
  return { kind: 'decide', python: `${parity[1] ?? ''} % 2 == ${parity[2] === 'even' ? 0 : 1}` };
}

/** A word of a formula: as it was read, and which sign it would be. */
export interface Term {
  readonly text: string;
  readonly operator: string;
  readonly comparison: string | undefined;
}

/** `k = k + 3` or `k = 3`. Undefined where a term is neither a letter nor a number. */
export function assignmentIn([target, , left, sign, right, ...others]: readonly Term[]): Statement | undefined {
  if (!isLetter(target) || !isOperand(left) || others.length > 0) return undefined;
  const head = `${target.text} = ${left.text}`;
  if (sign === undefined) return { kind: 'set', python: head };
  return isOperand(right) ? { kind: 'set', python: `${head} ${sign.operator} ${right.text}` } : undefined;
}

/** `n > 5`. */
export function comparisonIn([left, sign, right, ...others]: readonly Term[]): Statement | undefined {
  if (!isOperand(left) || sign?.comparison === undefined || !isOperand(right) || others.length > 0) return undefined;
  return { kind: 'decide', python: `${left.text} ${sign.comparison} ${right.text}` };
}

function isLetter(term: Term | undefined): term is Term {
  return term !== undefined && /^[a-z]$/.test(term.text);
}

function isOperand(term: Term | undefined): term is Term {
  return term !== undefined && /^(?:[a-z]|\d+)$/.test(term.text);
}

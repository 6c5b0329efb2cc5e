/** @module Two formulas compared by an algebra system, in whatever time it takes: runs on a thread that can be ended. */
import { ComputeEngine } from '@cortex-js/compute-engine';
import type { Equivalence } from '../contract.js';

type Expression = ReturnType<ComputeEngine['parse']>;

/** Values for free variables, none of them special: a formula that agrees at all of them is the same, for all we grade. */
const POINTS = [0.731, 1.618, 2.303, 3.527, 0.217, -1.274, -0.583, 5.113];
const ENOUGH = 3;

/**
 * Equal when both have the same value at several points; "undecided" when one can't be read or is real at too few of them.
 * Never by how they look.
 */
export function compareFormulas(a: string, b: string, within = 0): Equivalence {
  // A new one each time: it remembers what it inferred of a name.
  const engine = new ComputeEngine();
  const [left, right] = [read(engine, a), read(engine, b)];
  if (left === undefined || right === undefined) return 'undecided';
  const names = [...new Set([...left.unknowns, ...right.unknowns])].sort();
  if (names.length > 6) return 'undecided';
  let agreed = 0;
  for (const [index] of POINTS.entries()) {
    const at = Object.fromEntries(names.map((name, shift) => [name, POINTS[(index + 3 * shift) % POINTS.length] ?? 1]));
    const [x, y] = [valueOf(left, at), valueOf(right, at)];
    if (x === undefined || y === undefined) continue;
    const allowed = Math.max(within, 1e-7 * Math.max(1, Math.hypot(x.re, x.im)));
    if (Math.hypot(x.re - y.re, x.im - y.im) > allowed) return 'different';
    agreed++;
    if (names.length === 0) return 'equal';
  }
  return agreed >= ENOUGH ? 'equal' : 'undecided';
}

function read(engine: ComputeEngine, latex: string): Expression | undefined {
  const expression = equation(engine.parse(latex));
  return expression.isValid ? expression : undefined;
}

/** An equation is compared as the difference of its sides, which two spellings of it share. */
function equation(expression: Expression): Expression {
  if (expression.operator !== 'Equal' || expression.ops?.length !== 2) return expression;
  const [left, right] = expression.ops;
  if (left === undefined || right === undefined) return expression;
  return expression.engine.box(['Subtract', left, right]);
}

interface Value {
  readonly re: number;
  readonly im: number;
}

function valueOf(expression: Expression, at: Record<string, number>): Value | undefined {
  const { re, im } = expression.subs(at).N();
  return Number.isFinite(re) && Number.isFinite(im) ? { re, im } : undefined;
}

/** @module Two formulas compared by an algebra system, in whatever time it takes: runs on a thread that can be ended. */
import { ComputeEngine, type Expression } from '@cortex-js/compute-engine';
import type { Equivalence } from '../contract.js';

/** Values for free variables, none of them special: a formula that agrees at all of them is the same, for all we grade. */
const POINTS = [0.731, 1.618, 2.303, 3.527, 0.217, -1.274, -0.583, 5.113];
const ENOUGH = 3;

/**
 * Equal when both have the same value at several points; "undecided" when one can't be read or is real at too few of them.
 * Never by how they look.
 */
export function compareFormulas(a: string, b: string, within = 0): Equivalence {
  const engine = currentEngine();
  engine.pushScope();
  try {
    return compareIn(engine, a, b, within);
  } finally {
    engine.popScope();
  }
}

/** Making one takes as long as ten pairs do; a new one now and then, since what it keeps of old pairs is not known. */
const PAIRS_PER_ENGINE = 500;
let engine: ComputeEngine | undefined;
let pairs = 0;

function currentEngine(): ComputeEngine {
  if (engine === undefined || pairs++ % PAIRS_PER_ENGINE === 0) {
    engine = new ComputeEngine();
    engine.precision = 'machine';
  }
  return engine;
}

function compareIn(scope: ComputeEngine, a: string, b: string, within: number): Equivalence {
  const [left, right] = [read(scope, a), read(scope, b)];
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

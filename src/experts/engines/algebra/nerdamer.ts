/** @module Equations beyond our own solver, by the computer-algebra system nerdamer; its answers are checked. Loaded on first need. */
import nerdamer from 'nerdamer-prime';
import { messageOf } from '../../../domain/errors.js';
import { asNumber, evaluate, type Value } from './evaluate.js';
import { NoResult } from './exact.js';
import type { Node } from './expression.js';
import { solvedText, type Solution } from './solution.js';
import type { Equation } from './solve-equations.js';

const MAX_LENGTH = 200;
const MAX_ROOTS = 12;
/** nerdamer expands powers, which takes minutes for high ones. */
const MAX_DEGREE = 8;

/** Solves for real roots, and keeps those that fulfil the equation; others may be missing. `print` makes the answer of them. */
export function solveByNerdamer(
  { left, right }: Equation,
  unknown: string,
  print: (roots: readonly Value[]) => string,
): Solution | undefined {
  const equation = `${write(left)}=${write(right)}`;
  if (equation.length > MAX_LENGTH || degreeBound(left) > MAX_DEGREE || degreeBound(right) > MAX_DEGREE)
    return undefined;
  // Equations with sin, cos, tan or steps have endlessly many solutions, of which nerdamer lists some.
  if (/[a-z]{3}\(/.test(equation.replace(/(?:sqrt|cbrt|exp|log|log10|abs)\(/g, '('))) return undefined;
  const roots = candidates(equation, unknown).filter((value) => fulfils(left, right, unknown, value));
  return roots.length === 0 ? undefined : solvedText(print(roots), 'equation-by-nerdamer', 0.6);
}

/** Real numbers that nerdamer names; none where it gives up, which it does by throwing. */
function candidates(equation: string, unknown: string): number[] {
  try {
    const listed = nerdamer
      .solve(equation, unknown)
      .text('fractions')
      .replace(/^\[|\]$/g, '');
    const roots = listed.split(',').filter((root) => root !== '' && !root.includes('i'));
    return roots
      .slice(0, MAX_ROOTS)
      .map((root) => Number(nerdamer(root).evaluate().text('decimals')))
      .filter(Number.isFinite);
  } catch (error) {
    throw new NoResult(`the equation is beyond the solver (${messageOf(error)})`);
  }
}

function fulfils(left: Node, right: Node, unknown: string, value: number): boolean {
  try {
    const symbols = new Map<string, Value>([[unknown, value]]);
    const [a, b] = [asNumber(evaluate(left, symbols)), asNumber(evaluate(right, symbols))];
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
  } catch (error) {
    if (error instanceof NoResult) return false;
    throw error;
  }
}

/** The degree that the expression has at most, once expanded. */
function degreeBound(node: Node): number {
  switch (node.kind) {
    case 'number':
      return 0;
    case 'symbol':
      return 1;
    case 'negate':
    case 'factorial':
      return degreeBound(node.of);
    case 'call':
      return Math.max(0, ...node.args.map(degreeBound));
    case 'binary': {
      const [left, right] = [degreeBound(node.left), degreeBound(node.right)];
      if (node.operator === '+' || node.operator === '-') return Math.max(left, right);
      if (node.operator !== '^') return left + right;
      // An unknown in the exponent counts as one power more; a power of powers multiplies.
      const exponent = right === 0 ? Math.abs(constantOf(node.right)) : right + 1;
      return Math.max(left, 1) * exponent;
    }
  }
}

/** The value of an expression without unknowns; infinite when it has none. */
function constantOf(node: Node): number {
  try {
    return asNumber(evaluate(node));
  } catch (error) {
    if (error instanceof NoResult) return Infinity;
    throw error;
  }
}

/** Written anew from the tree, so that nothing but arithmetic ever reaches nerdamer's own parser. */
function write(node: Node): string {
  switch (node.kind) {
    case 'number':
      return `(${node.value.n}/${node.value.d})`;
    case 'symbol':
      return node.name;
    case 'negate':
      return `(-${write(node.of)})`;
    case 'factorial':
      return `factorial(${write(node.of)})`;
    case 'binary':
      return `(${write(node.left)}${node.operator}${write(node.right)})`;
    case 'call':
      return `${node.name === 'ln' ? 'log' : node.name === 'log' ? 'log10' : node.name}(${node.args.map(write).join(',')})`;
  }
}

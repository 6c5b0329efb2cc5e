/** @module The value of an expression: exact where that is possible, else a decimal. */
import * as exact from './exact.js';
import { NoResult, type Exact } from './exact.js';
import type { Node, Operator } from './expression.js';

/** Exact, or a double where the value is irrational. */
export type Value = Exact | number;

export type Symbols = ReadonlyMap<string, Value>;

/** @throws NoResult for division by zero, roots of negative numbers, unknown symbols, huge numbers */
export function evaluate(node: Node, symbols: Symbols = new Map()): Value {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'symbol': {
      const value = node.name === 'pi' ? Math.PI : symbols.get(node.name);
      if (value === undefined) throw new NoResult(`an unknown value ${node.name}`);
      return value;
    }
    case 'negate': {
      const value = evaluate(node.of, symbols);
      return typeof value === 'number' ? -value : exact.negate(value);
    }
    case 'factorial':
      return factorial(evaluate(node.of, symbols));
    case 'binary':
      return combine(node.operator, evaluate(node.left, symbols), evaluate(node.right, symbols));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((argument) => evaluate(argument, symbols)),
      );
  }
}

export function asNumber(value: Value): number {
  return typeof value === 'number' ? value : exact.toNumber(value);
}

/** An exact value as text; a double with 12 significant digits. */
export function valueText(value: Value): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(12))) : exact.toText(value);
}

function combine(operator: Operator, a: Value, b: Value): Value {
  if (typeof a === 'number' || typeof b === 'number') return inDoubles(operator, asNumber(a), asNumber(b));
  switch (operator) {
    case '+':
      return exact.add(a, b);
    case '-':
      return exact.subtract(a, b);
    case '*':
      return exact.multiply(a, b);
    case '/':
      return exact.divide(a, b);
    case '^': {
      if (exact.isWhole(b)) return exact.power(a, b.n);
      const root = b.n === 1n && b.d === 2n ? exact.squareRoot(a) : undefined;
      return root ?? finite(asNumber(a) ** asNumber(b));
    }
  }
}

function inDoubles(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return finite(a + b);
    case '-':
      return finite(a - b);
    case '*':
      return finite(a * b);
    case '/':
      return finite(a / b);
    case '^':
      return finite(a ** b);
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new NoResult('a value that is not a finite number');
  return value;
}

function factorial(value: Value): Exact {
  if (typeof value === 'number' || !exact.isWhole(value) || value.n < 0n || value.n > 200n) {
    throw new NoResult('a factorial of anything but a whole number up to 200');
  }
  let product = 1n;
  for (let factor = 2n; factor <= value.n; factor++) product *= factor;
  return exact.exact(product);
}

function callFunction(name: string, args: readonly Value[]): Value {
  if (args.length === 0) throw new NoResult(`${name} without an argument`);
  const exacts = args.filter((value) => typeof value !== 'number');
  if (exacts.length === args.length) {
    const result = exactCall(name, exacts);
    if (result !== undefined) return result;
  }
  const doubles = args.map(asNumber);
  return finite(DOUBLE_FUNCTIONS[name]?.(...doubles) ?? Number.NaN);
}

function exactCall(name: string, all: readonly Exact[]): Exact | undefined {
  const [first, second] = all;
  if (first === undefined) return undefined;
  switch (name) {
    case 'sqrt':
      return exact.squareRoot(first);
    case 'abs':
      return first.n < 0n ? exact.negate(first) : first;
    case 'floor':
      return exact.floor(first);
    case 'ceil':
      return exact.ceiling(first);
    case 'round':
      return exact.floor(exact.add(first, exact.exact(1, 2)));
    case 'min':
      return all.reduce((a, b) => (exact.compare(a, b) <= 0 ? a : b));
    case 'max':
      return all.reduce((a, b) => (exact.compare(a, b) >= 0 ? a : b));
    case 'gcd':
      return all.every(exact.isWhole) ? exact.exact(all.reduce((a, b) => exact.gcd(a, b.n), 0n)) : undefined;
    case 'lcm':
      return all.every(exact.isWhole)
        ? exact.exact(all.reduce((a, b) => (a * b.n) / exact.gcd(a, b.n), 1n))
        : undefined;
    case 'mod':
      return second === undefined ? undefined : exact.modulo(first, second);
    default:
      return undefined;
  }
}

const DOUBLE_FUNCTIONS: { readonly [name: string]: (...values: number[]) => number } = {
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  min: Math.min,
  max: Math.max,
  exp: Math.exp,
  ln: Math.log,
  log: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};

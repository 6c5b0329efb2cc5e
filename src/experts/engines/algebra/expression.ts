/** @module Reads arithmetic and algebraic expressions into a tree. Nothing is ever evaluated as code. */
import { readExact, type Exact } from './exact.js';

export type Operator = '+' | '-' | '*' | '/' | '^';

export type Node =
  | { readonly kind: 'number'; readonly value: Exact }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'negate'; readonly of: Node }
  | { readonly kind: 'factorial'; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] };

export const FUNCTIONS: readonly string[] = [
  'sqrt', 'cbrt', 'abs', 'floor', 'ceil', 'round', 'min', 'max', 'gcd', 'lcm', 'mod', 'exp', 'ln', 'log', 'sin', 'cos', 'tan',
]; // prettier-ignore

const MAX_LENGTH = 2000;
const MAX_DEPTH = 60;

class SyntaxFault extends Error {}

/** The tree of an expression such as `3(x - 2)^2 / 4`; undefined when it is not one. Multiplication signs may be left out. */
export function parseExpression(text: string): Node | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const tokens = tokenize(text);
  if (tokens === undefined || tokens.length === 0) return undefined;
  try {
    const reader = new Reader(tokens);
    const node = reader.sum(0);
    return reader.atEnd() ? node : undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

/** Numbers, names (functions, or single letters), signs. Undefined when there is anything else. */
export function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([a-z]+)|([-+*/^()!,]))/gy;
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [, number, name, sign] = match;
    if (name !== undefined && name !== 'pi' && !FUNCTIONS.includes(name)) tokens.push(...Array.from(name));
    else tokens.push(number ?? name ?? sign ?? '');
  }
  return tokens;
}

/** Recursive descent: sums of products of powers of signed atoms. */
class Reader {
  private position = 0;
  constructor(private readonly tokens: readonly string[]) {}

  atEnd(): boolean {
    return this.position === this.tokens.length;
  }

  sum(depth: number): Node {
    if (depth > MAX_DEPTH) throw new SyntaxFault();
    let left = this.product(depth);
    for (let sign = this.take('+', '-'); sign !== undefined; sign = this.take('+', '-')) {
      left = { kind: 'binary', operator: sign, left, right: this.product(depth) };
    }
    return left;
  }

  private product(depth: number): Node {
    let left = this.signed(depth);
    for (;;) {
      const sign = this.take('*', '/');
      if (sign === undefined && !this.startsAtom()) return left;
      left = {
        kind: 'binary',
        operator: sign ?? '*',
        left,
        right: sign === undefined ? this.power(depth) : this.signed(depth),
      };
    }
  }

  private signed(depth: number): Node {
    if (depth > MAX_DEPTH) throw new SyntaxFault();
    const sign = this.take('-', '+');
    if (sign === undefined) return this.power(depth);
    const of = this.signed(depth + 1);
    return sign === '-' ? { kind: 'negate', of } : of;
  }

  private power(depth: number): Node {
    let base = this.atom(depth);
    while (this.take('!') !== undefined) base = { kind: 'factorial', of: base };
    if (this.take('^') === undefined) return base;
    return { kind: 'binary', operator: '^', left: base, right: this.signed(depth + 1) };
  }

  private startsAtom(): boolean {
    const token = this.tokens[this.position];
    return token !== undefined && /^[\da-z.(]/.test(token);
  }

  private atom(depth: number): Node {
    const token = this.tokens[this.position++];
    if (token === undefined) throw new SyntaxFault();
    if (/^[\d.]/.test(token)) return { kind: 'number', value: readExact(token) };
    if (token === '(') {
      const inner = this.sum(depth + 1);
      this.expect(')');
      return inner;
    }
    if (!/^[a-z]/.test(token)) throw new SyntaxFault();
    return FUNCTIONS.includes(token) ? this.call(token, depth) : { kind: 'symbol', name: token };
  }

  private call(name: string, depth: number): Node {
    this.expect('(');
    const args = [this.sum(depth + 1)];
    while (this.take(',') !== undefined) args.push(this.sum(depth + 1));
    this.expect(')');
    return { kind: 'call', name, args };
  }

  private take<T extends string>(...wanted: readonly T[]): T | undefined {
    const found = wanted.find((each) => each === this.tokens[this.position]);
    if (found !== undefined) this.position++;
    return found;
  }

  private expect(token: string): void {
    if (this.take(token) === undefined) throw new SyntaxFault();
  }
}

/** The unknowns of an expression, sorted. */
export function symbolsIn(node: Node): string[] {
  const names = new Set<string>();
  const visit = (each: Node): void => {
    switch (each.kind) {
      case 'number':
        return;
      case 'symbol':
        if (each.name !== 'pi') names.add(each.name);
        return;
      case 'negate':
      case 'factorial': {
        visit(each.of);
        return;
      }
      case 'binary':
        visit(each.left);
        {
          visit(each.right);
          return;
        }
      case 'call':
        each.args.forEach(visit);
    }
  };
  visit(node);
  return [...names].sort();
}

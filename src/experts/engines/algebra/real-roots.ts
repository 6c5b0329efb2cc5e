/** @module All real roots of a polynomial, by Sturm's theorem and bisection: none is missed, and the work is bounded. */
import { add, compare, divide, exact, multiply, negate, subtract, toNumber, ZERO, type Exact } from './exact.js';

/** Coefficients, constant first; the last one is not zero. */
type Coefficients = readonly Exact[];

/** Halvings after which a root is known to more digits than are shown. */
const HALVINGS = 70;

/** The distinct real roots in rising order, as doubles. The degree is at least 1 and small. */
export function realRoots(coefficients: Coefficients): number[] {
  const chain = sturmChain(coefficients);
  const bound = rootBound(coefficients);
  const found: number[] = [];
  const search = (low: Exact, high: Exact, roots: number, halvings: number): void => {
    if (roots === 0) return;
    const middle = divide(add(low, high), exact(2));
    if (halvings === 0) {
      found.push(toNumber(middle));
      return;
    }
    const left = changes(chain, low) - changes(chain, middle);
    search(low, middle, left, halvings - 1);
    search(middle, high, roots - left, halvings - 1);
  };
  const [low, high] = [negate(bound), bound];
  search(low, high, changes(chain, low) - changes(chain, high), HALVINGS);
  return found;
}

/** p, p', and then each time the negated remainder of the two before. */
function sturmChain(polynomial: Coefficients): Coefficients[] {
  const chain: Coefficients[] = [polynomial];
  let next = trimmed(polynomial.map((each, i) => multiply(each, exact(i))).slice(1));
  for (let previous = polynomial; next.length > 0;) {
    chain.push(next);
    const rest = remainder(previous, next).map(negate);
    previous = next;
    next = scaled(rest);
  }
  return chain;
}

function remainder(dividend: Coefficients, divisor: Coefficients): Exact[] {
  const rest = [...dividend];
  const lead = divisor.at(-1) ?? exact(1);
  while (rest.length >= divisor.length) {
    const factor = divide(rest.at(-1) ?? ZERO, lead);
    const shift = rest.length - divisor.length;
    for (const [i, each] of divisor.entries()) {
      rest[i + shift] = subtract(rest[i + shift] ?? ZERO, multiply(factor, each));
    }
    rest.pop();
  }
  return trimmed(rest);
}

/** Divided by the size of its leading coefficient, which keeps the numbers short and changes no sign. */
function scaled(polynomial: Coefficients): Exact[] {
  const lead = polynomial.at(-1);
  return lead === undefined ? [] : polynomial.map((each) => divide(each, lead.n < 0n ? negate(lead) : lead));
}

function trimmed(polynomial: Exact[]): Exact[] {
  while (polynomial.at(-1)?.n === 0n) polynomial.pop();
  return polynomial;
}

/** How often the signs of the chain change at a place. */
function changes(chain: readonly Coefficients[], place: Exact): number {
  const signs = chain
    .map((polynomial) => polynomial.reduceRight((value, each) => add(multiply(value, place), each), ZERO))
    .filter((value) => value.n !== 0n)
    .map((value) => value.n > 0n);
  return signs.slice(1).filter((sign, i) => sign !== signs[i]).length;
}

/** Cauchy's bound: every root is nearer to 0 than this. */
function rootBound(polynomial: Coefficients): Exact {
  const lead = polynomial.at(-1) ?? exact(1);
  const sizes = polynomial
    .slice(0, -1)
    .map((each) => divide(each, lead))
    .map((each) => (each.n < 0n ? negate(each) : each));
  return add(
    exact(1),
    sizes.reduce((a, b) => (compare(a, b) >= 0 ? a : b), ZERO),
  );
}

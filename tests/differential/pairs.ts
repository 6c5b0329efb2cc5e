/** @module Seeded pairs of answer and truth: formulas of every kind that benchmarks have, and texts with a few edits. */
import { seededRandom, type Random } from '../../src/domain/random.js';

export interface Pair {
  readonly kind: string;
  readonly answer: string;
  readonly truth: string;
}

/** Of each kind of formula. */
const EACH = 50;

type Make = (random: Random) => readonly [answer: string, truth: string];

function maybe(r: Random): boolean {
  return r.next() < 0.5;
}

/** Half of most kinds are right, half are near misses. */
const MATH: Readonly<Record<string, Make>> = {
  integer: (r) => {
    const n = r.int(-5_000, 5_000);
    return [String(n + (maybe(r) ? 0 : 1)), String(n)];
  },
  'thousands separator': (r) => {
    const n = r.int(1_000, 9_999_999);
    return [n.toLocaleString('en'), String(n + (maybe(r) ? 0 : 10))];
  },
  'leading dot': (r) => {
    const n = r.int(1, 99);
    return [`.${String(n).padStart(2, '0')}`, `${maybe(r) ? 0 : 1}.${String(n).padStart(2, '0')}`];
  },
  'fraction against decimal': (r) => {
    const [a, b] = [r.int(1, 40), r.pick([2, 4, 5, 8, 10, 20])];
    return [`\\frac{${a}}{${b}}`, String(a / b + (maybe(r) ? 0 : 0.5))];
  },
  'fraction not reduced': (r) => {
    const [a, b, k] = [r.int(1, 20), r.int(2, 20), r.int(2, 9)];
    return [`\\frac{${a * k}}{${b * k}}`, `\\frac{${a + (maybe(r) ? 0 : 1)}}{${b}}`];
  },
  'negative fraction': (r) => {
    const [a, b] = [r.int(1, 20), r.int(2, 20)];
    return [r.pick([`-\\frac{${a}}{${b}}`, `\\frac{-${a}}{${b}}`]), `${maybe(r) ? '-' : ''}\\frac{${a}}{${b}}`];
  },
  'mixed number': (r) => {
    const [whole, a, b] = [r.int(1, 9), r.int(1, 4), r.int(5, 9)];
    return [`${whole}\\frac{${a}}{${b}}`, `\\frac{${whole * b + a + (maybe(r) ? 0 : 1)}}{${b}}`];
  },
  root: (r) => {
    const [k, m] = [r.int(2, 9), r.pick([2, 3, 5, 6, 7])];
    return [`${k}\\sqrt{${m}}`, `\\sqrt{${k * k * m + (maybe(r) ? 0 : 1)}}`];
  },
  power: (r) => {
    const [a, n] = [r.int(2, 9), r.int(2, 6)];
    return [`${a}^{${n}}`, String(a ** n + (maybe(r) ? 0 : 1))];
  },
  pi: (r) => {
    const [a, b] = [r.int(1, 12), r.int(2, 12)];
    return [
      r.pick([`\\frac{${a}\\pi}{${b}}`, `\\frac{${a}}{${b}}\\pi`]),
      `${maybe(r) ? '' : '-'}\\frac{${a}\\pi}{${b}}`,
    ];
  },
  logarithm: (r) => {
    const [b, n] = [r.int(2, 5), r.int(1, 6)];
    return [`\\log_{${b}}{${b ** n}}`, String(n + (maybe(r) ? 0 : 1))];
  },
  polynomial: (r) => {
    const [a, b] = [r.int(1, 9), r.int(1, 9)];
    return [`(x+${a})(x+${b})`, `x^2+${a + b + (maybe(r) ? 0 : 1)}x+${a * b}`];
  },
  'order of terms': (r) => {
    const [a, b] = [r.int(2, 9), r.int(2, 9)];
    return [`${a}x+${b}y`, maybe(r) ? `${b}y+${a}x` : `${b}x+${a}y`];
  },
  identity: (r) => {
    const k = r.int(1, 9);
    return [`${k}\\sin(2x)`, `${2 * k + (maybe(r) ? 0 : 1)}\\sin(x)\\cos(x)`];
  },
  'ordered pair': (r) => {
    const [a, b] = [r.int(-9, 0), r.int(1, 9)];
    return [`(${a}, ${b})`, maybe(r) ? `(${a},${b})` : `(${b},${a})`];
  },
  set: (r) => {
    const [a, b] = [r.int(-9, 0), r.int(1, 9)];
    return [`\\{${a}, ${b}\\}`, `\\{${b + (maybe(r) ? 0 : 1)}, ${a}\\}`];
  },
  interval: (r) => {
    const [a, b] = [r.int(-9, 0), r.int(1, 9)];
    return [`[${a}, ${b})`, maybe(r) ? `[${a},${b})` : `(${a},${b})`];
  },
  percent: (r) => {
    const n = r.int(1, 99);
    return [`${n}\\%`, maybe(r) ? String(n / 100) : String(n)];
  },
  degrees: (r) => {
    const n = r.int(1, 179);
    return [`${n}^\\circ`, String(n + (maybe(r) ? 0 : 1))];
  },
  unit: (r) => {
    const n = r.int(1, 99);
    return [`${n}\\text{ ${r.pick(['cm', 'm', 'km'])}}`, String(n + (maybe(r) ? 0 : 1))];
  },
  equation: (r) => {
    const n = r.int(-99, 99);
    return [`x = ${n}`, String(n + (maybe(r) ? 0 : 1))];
  },
  rounded: (r) => {
    const n = r.int(2, 60);
    return [Math.sqrt(n).toFixed(maybe(r) ? 2 : 6), `\\sqrt{${n}}`];
  },
};

/** More than a thousand, the same for the same seed. */
export function mathPairs(seed: number): readonly Pair[] {
  return Object.entries(MATH).flatMap(([kind, make]) => {
    const random = seededRandom(seed, kind);
    return Array.from({ length: EACH }, (): Pair => {
      const [answer, truth] = make(random);
      return { kind, answer, truth };
    });
  });
}

const WORDS =
  'invoice total amount due March april 2019 Dr. Smith & Sons, Ltd. no. 17-A café naïve Zürich 東京 tax 12.50'.split(
    ' ',
  );

/** A few words, and the same with up to as many edits. */
export function textPairs(seed: number, count: number): readonly Pair[] {
  const random = seededRandom(seed, 'text');
  return Array.from({ length: count }, (): Pair => {
    const truth = Array.from({ length: random.int(1, 5) }, () => random.pick(WORDS)).join(' ');
    let answer = truth;
    for (let edits = random.int(0, 6); edits > 0; edits -= 1) answer = edited(answer, random);
    return { kind: 'text', answer, truth };
  });
}

function edited(text: string, r: Random): string {
  const letters = Array.from(text);
  const at = r.int(0, letters.length);
  if (maybe(r)) letters.splice(at, 1);
  else letters.splice(at, maybe(r) ? 1 : 0, r.pick(['e', 'X', ' ', '0', 'ü']));
  return letters.join('');
}

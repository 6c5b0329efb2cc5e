/** @module Plain arithmetic with `\frac`, `\sqrt` and `^`, no variables, no implicit products: what the reference can evaluate. */

const MAX_LENGTH = 200;

/** The value, or undefined for anything else. Bounded by the length of the text. */
export function arithmeticValue(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const reader = new Reader(text.replaceAll('\\cdot', '*').replaceAll('\\times', '*').replaceAll('**', '^'));
  const value = reader.sum();
  return reader.atEnd() && Number.isFinite(value) ? value : undefined;
}

/** Recursive descent; what can't be read is NaN. */
class Reader {
  #at = 0;
  constructor(private readonly text: string) {}

  atEnd(): boolean {
    return this.#at === this.text.length;
  }

  sum(): number {
    let value = this.product();
    for (;;) {
      if (this.#take('+')) value += this.product();
      else if (this.#take('-')) value -= this.product();
      else return value;
    }
  }

  product(): number {
    let value = this.power();
    for (;;) {
      if (this.#take('*')) value *= this.power();
      else if (this.#take('/')) value /= this.power();
      else return value;
    }
  }

  power(): number {
    if (this.#take('-')) return -this.power();
    const base = this.atom();
    return this.#take('^') ? base ** (this.text[this.#at] === '{' ? this.group('{', '}') : this.power()) : base;
  }

  atom(): number {
    if (this.#take('\\frac')) return this.group('{', '}') / this.group('{', '}');
    if (this.#take('\\sqrt')) return Math.sqrt(this.group('{', '}'));
    if (this.text[this.#at] === '(') return this.group('(', ')');
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(this.text.slice(this.#at))?.[0];
    if (number === undefined) return NaN;
    this.#at += number.length;
    return Number(number);
  }

  group(open: string, close: string): number {
    if (!this.#take(open)) return NaN;
    const value = this.sum();
    return this.#take(close) ? value : NaN;
  }

  #take(token: string): boolean {
    if (!this.text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }
}

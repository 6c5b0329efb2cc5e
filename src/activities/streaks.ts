/** @module How often in a row something happened, by key. Of this process only: what a dying worker forgets makes it more patient. */

const MAX_KEYS = 1_000;

export class Streaks {
  readonly #counts = new Map<string, number>();

  /** One more: how many in a row it is now. The oldest streak is forgotten when there are many. */
  goesOn(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }

  ends(key: string): void {
    this.#counts.delete(key);
  }
}

/** @module Reads that may be a little old: everyone who asks within a moment shares one look into the store. */

interface Look<T> {
  readonly atMs: number;
  readonly value: Promise<T>;
}

export class Recent<T> {
  readonly #looks = new Map<string, Look<T>>();

  /**
   * @param maxAgeMs how old a read may be, in milliseconds
   * @param now milliseconds of any clock that never goes back
   */
  constructor(
    private readonly maxAgeMs: number,
    private readonly now: () => number,
    private readonly read: (key: string) => Promise<T>,
  ) {}

  /** @throws what the read throws; a failed read is not kept */
  get(key: string): Promise<T> {
    const look = this.#looks.get(key);
    if (look !== undefined && this.now() - look.atMs < this.maxAgeMs) return look.value;
    const value = this.read(key);
    this.#keep(key, value);
    value.catch(() => {
      if (this.#looks.get(key)?.value === value) this.#looks.delete(key);
    });
    return value;
  }

  /** What the caller knows to stand in the store now. */
  set(key: string, value: T): void {
    this.#keep(key, Promise.resolve(value));
  }

  forget(key: string): void {
    this.#looks.delete(key);
  }

  #keep(key: string, value: Promise<T>): void {
    this.#looks.set(key, { atMs: this.now(), value });
  }
}

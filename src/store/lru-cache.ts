/** @module A least-recently-used cache with a budget of bytes. */

export class LruCache<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly cost: number }>();
  private total = 0;

  /**
   * @param budget what all entries together may cost, e.g. in bytes.
   * @param largest what one entry may cost; dearer ones are not kept.
   */
  constructor(
    private readonly budget: number,
    private readonly largest: number,
  ) {}

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    // A Map keeps the order of insertion: its first key is the one used longest ago.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, cost: number): void {
    if (cost > this.largest) return;
    this.delete(key);
    this.entries.set(key, { value, cost });
    this.total += cost;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.budget) break;
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.total -= entry.cost;
  }
}

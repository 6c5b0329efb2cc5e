/** @module Group commit: writes that are asked for at once share one transaction. */
import { isMaestroError, MaestroError } from '../domain/errors.js';

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export class Batcher<Item, Result extends object> {
  private waiting: Entry<Item, Result>[] = [];

  /** @param writeAll writes the items, all or none, and gives their results in the same order. */
  constructor(private readonly writeAll: (items: readonly Item[]) => Promise<readonly Result[]>) {}

  /** Resolves when the item is written together with all others of its batch. Errors as `writeAll`. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // Not `setImmediate`: behind all that a busy event loop has to do it cost more than the shared commits saved (0.15 ms a write).
      if (this.waiting.length === 1) queueMicrotask(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const entries = this.waiting;
    this.waiting = [];
    await this.write(entries);
  }

  private async write(entries: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.writeAll(entries.map((entry) => entry.item));
      entries.forEach((entry, index) => {
        const result = results[index];
        if (result !== undefined) entry.resolve(result);
        else entry.reject(new MaestroError('INTERNAL', `A batch of ${entries.length} gave ${results.length} results.`));
      });
    } catch (error) {
      const hopeless = isMaestroError(error) && error.code === 'STORE_UNAVAILABLE';
      if (entries.length === 1 || hopeless) entries.forEach((entry) => entry.reject(error));
      // One item may be at fault: the others must not fail with it.
      else for (const entry of entries) await this.write([entry]);
    }
  }
}

/** @module A sliding window: so many at once, the next one starts when any one ends. */

/**
 * Works on items as they come, at most `width` at a time.
 * @throws the first error of `work`, at once; nothing more is started then, what is in flight is left to itself
 */
export async function slidingWindow<T>(
  items: AsyncIterable<T>,
  width: number,
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let index = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && !signal.aborted) {
      const next = await iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value, index++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}

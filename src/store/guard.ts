/** @module What every store in SQL runs its operations through. */

/**
 * Runs one operation of a store, whole, so that it can be run again. Waits for what passes by itself.
 * @throws MaestroError STORE_UNAVAILABLE with advice; INTERNAL for a fault that is none of the database's.
 */
export type Guard = <T>(operation: () => Promise<T>) => Promise<T>;

/** @module Waiting for what a test cannot be told. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every few milliseconds until the answer is neither false nor undefined, and returns it. @throws Error after `timeoutMs` */
export async function until<T>(
  what: string,
  probe: () => Promise<T | false | undefined> | T | false | undefined,
  timeoutMs = 100_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== false && found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await sleep(5);
  }
}

/** @throws Error when the promise takes longer */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${timeoutMs} ms in vain: ${what}`)), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Times that were measured, shown when MAESTRO_TEST_TIMES is set. */
export function measured(what: string, ms: number): void {
  if (process.env['MAESTRO_TEST_TIMES'] !== undefined) process.stderr.write(`  ${what}: ${(ms / 1000).toFixed(1)} s\n`);
}

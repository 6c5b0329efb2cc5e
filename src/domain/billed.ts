/**
 * @module What a call cost although its reply could not be used. It stands in the data of the error, so that it survives every process
 * border: `billed` is of the one call, `spent` of all failed attempts at its step so far.
 */
import { isMaestroError, MaestroError } from './errors.js';
import { addUsage, NO_USAGE, type Usage } from './expert.js';

const COUNTS = ['calls', 'promptTokens', 'completionTokens', 'costUsd'] as const satisfies readonly (keyof Usage)[];

/** What the failed call was billed; undefined when that is not known. */
export function billedBy(error: unknown): Usage | undefined {
  return isMaestroError(error) ? readUsage(error.data['billed']) : undefined;
}

/** The error with what its call was billed, besides what it tells of that already. Errors that are not ours stay as they are. */
export function withBill(error: unknown, usage: Usage): unknown {
  if (!isMaestroError(error) || usage.calls === 0) return error;
  return withData(error, { billed: { ...addUsage(billedBy(error) ?? NO_USAGE, usage) } });
}

/** The error with what all failed attempts at its step have cost. */
export function withSpent(error: MaestroError, spent: Usage): MaestroError {
  return spent.calls === 0 ? error : withData(error, { spent: { ...spent } });
}

/** Does the work on a reply that was paid for: what it throws tells the price. */
export async function onBill<T>(usage: Usage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withBill(error, usage);
  }
}

/** A usage that crossed a border; undefined when it is none. */
export function readUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [calls, promptTokens, completionTokens, costUsd] = COUNTS.map((name) => {
    const field = fields.get(name);
    return typeof field === 'number' && field >= 0 ? field : undefined;
  });
  if (calls === undefined || promptTokens === undefined || completionTokens === undefined || costUsd === undefined) {
    return undefined;
  }
  return { calls, promptTokens, completionTokens, costUsd };
}

function withData(error: MaestroError, data: MaestroError['data']): MaestroError {
  const { code, message, cause, final, retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const more = new MaestroError(code, message, { cause, data: { ...error.data, ...data }, final, ...wait });
  // Where it happened, not where its price was added.
  if (error.stack !== undefined) more.stack = error.stack;
  return more;
}

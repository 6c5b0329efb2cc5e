/** @module Catches what a call throws, for tests that look into errors. */
import { MaestroError } from '../../src/domain/errors.js';

/** The MaestroError that a promise rejects with. @throws Error when it resolves, or rejects with anything else */
export async function rejection(promise: Promise<unknown>): Promise<MaestroError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MaestroError) return error;
    throw new Error(`not a MaestroError: ${String(error)}`, { cause: error });
  }
  throw new Error('the promise was not rejected');
}

/** The MaestroError that a function throws. */
export function thrownBy(action: () => unknown): MaestroError {
  try {
    action();
  } catch (error) {
    if (error instanceof MaestroError) return error;
    throw new Error(`not a MaestroError: ${String(error)}`, { cause: error });
  }
  throw new Error('nothing was thrown');
}

/** Everything that a logger could print of an error: its own fields, stack and causes, hidden ones included. */
export function everythingIn(error: unknown): string {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      parts.push(String(value));
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) visit((value as Record<PropertyKey, unknown>)[key]);
    if (value instanceof Headers || value instanceof Map) for (const entry of value) visit(entry);
  };
  visit(error);
  return parts.join('\n') + JSON.stringify(error);
}

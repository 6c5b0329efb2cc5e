/** @module Plain data as JSON: what `JSON.stringify` would keep of it. */
import type { JsonValue } from '../domain/ref.js';

/** Drops `undefined` members and refuses what JSON cannot hold (functions, bigints, class instances). */
export function asJson(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((item: unknown) => (item === undefined ? null : asJson(item)));
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, asJson(member)]));
  }
  throw new TypeError(`${typeof value} is no JSON`);
}

/** @module Content hashes: SHA-256 of bytes, and of JSON in one canonical spelling. */
import { createHash } from 'node:crypto';
import { MaestroError } from '../domain/errors.js';
import type { JsonValue } from '../domain/ref.js';

/** SHA-256 as 64 lower-case hex digits; a string is hashed as UTF-8. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * JSON with the keys of every object sorted by UTF-16 code units and no white space (as RFC 8785 has it): equal values
 * give equal text. Members that are `undefined` are left out, as in `JSON.stringify`.
 * @param value JSON; as an `object`, so that values of an interface type can be given too.
 * @throws MaestroError INVALID_INPUT, naming the place, for what JSON cannot hold: NaN, infinities, bytes, dates, functions.
 */
export function canonicalJson(value: JsonValue | object): string {
  return write(value, []);
}

/** SHA-256 of {@link canonicalJson}. */
export function hashJson(value: JsonValue | object): string {
  return sha256(canonicalJson(value));
}

/** A copy as it would be read back: plain JSON, without `undefined` members. Errors as {@link canonicalJson}. */
export function toJsonValue(value: JsonValue | object): JsonValue {
  return parseJson(canonicalJson(value));
}

/** `JSON.parse` with the type of what it gives. Throws SyntaxError. */
export function parseJson(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}

/** @param place keys and indexes that lead to the value; spelt out only when there is something to say about it */
function write(value: unknown, place: (string | number)[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: unknown, index) => member(item, index, place)).join(',')}]`;
  }
  if (isPlainObject(value)) {
    const members: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const item = value[key];
      if (item !== undefined) members.push(`${JSON.stringify(key)}:${member(item, key, place)}`);
    }
    return `{${members.join(',')}}`;
  }
  const what = typeof value === 'number' ? String(value) : Object.prototype.toString.call(value);
  const where = place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  throw new MaestroError('INVALID_INPUT', `JSON cannot hold ${what} at $${where}: leave it out, or use null or text.`);
}

function member(item: unknown, key: string | number, place: (string | number)[]): string {
  place.push(key);
  const text = write(item, place);
  place.pop();
  return text;
}

/** By its tag, not its prototype, which differs between realms. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  // The first question is the quick one, and nearly always enough.
  return (
    Object.getPrototypeOf(value) === Object.prototype || Object.prototype.toString.call(value) === '[object Object]'
  );
}

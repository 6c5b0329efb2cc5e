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
 * @throws MaestroError INVALID_INPUT for a number that JSON cannot hold (NaN, infinities).
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (isObject(value)) {
    const members: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
    }
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new MaestroError('INVALID_INPUT', `JSON cannot hold the number ${value}: leave it out, or use null.`);
  }
  return JSON.stringify(value);
}

/** SHA-256 of {@link canonicalJson}. */
export function hashJson(value: JsonValue): string {
  return sha256(canonicalJson(value));
}

/** `Array.isArray` does not narrow readonly arrays away. */
function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @module A block of fields laid over another of the same name: it says only what it changes. */
import type { FieldPath, Located, Place } from './fault.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Is it a block of fields (a YAML map), as opposed to a list, a text or a number? */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The blocks in one, later ones over earlier ones: a block within is laid over the earlier one field by field, a list or value
 * replaces it, and an empty field (null) takes it out. A block of another provider or kind replaces the earlier one. A fault of a field is placed in the latest block that writes it.
 */
export function layFields(blocks: readonly [Located<Fields>, ...Located<Fields>[]]): Located<Fields> {
  const [first, ...later] = blocks;
  let value = first.value;
  let parts = [first];
  for (const block of later) {
    parts = isAnother(value, block.value) ? [block] : [...parts, block];
    value = lay(value, block.value);
  }
  const last = parts.at(-1) ?? first;
  if (parts.length === 1) return last;
  const placeOf = (path: FieldPath): Place => {
    for (let depth = path.length; depth > 0; depth--) {
      const holder = parts.findLast((part) => holds(part.value, path.slice(0, depth)));
      if (holder !== undefined) return { source: holder.source, path: [...holder.path, ...path] };
    }
    return { source: last.source, path: [...last.path, ...path] };
  };
  const lineOf = (path: FieldPath): number => {
    const place = placeOf(path);
    return place.source.lineOf(place.path);
  };
  return { value, source: { file: last.source.file, lineOf, placeOf }, path: [] };
}

/** A block that says what it is by one of these fields is laid over its like only, and replaces anything else. */
const KIND_FIELDS = ['provider', 'kind'];

function isAnother(under: Fields, over: Fields): boolean {
  return KIND_FIELDS.some((field) => field in over && under[field] !== over[field]);
}

function lay(under: Fields, over: Fields): Fields {
  const result: Record<string, unknown> = isAnother(under, over) ? {} : { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = under[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = isFields(value) && isFields(before) ? lay(before, value) : value;
  }
  return result;
}

function holds(value: unknown, [key, ...rest]: FieldPath): boolean {
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  const inner: unknown = Reflect.get(value, key);
  return holds(inner, rest);
}

/** @module A block of fields laid over another of the same name: it says only what it changes. */
import type { FieldPath, Located, Place, Source } from './fault.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Is it a block of fields (a YAML map), as opposed to a list, a text or a number? */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The blocks in one, later ones over earlier ones: a block within is laid over the earlier one field by field, a list or value
 * replaces it, and an empty field (null) takes it out. A fault of a field is placed in the latest block that writes it.
 */
export function layFields(blocks: readonly [Located<Fields>, ...Located<Fields>[]]): Located<Fields> {
  const [first, ...later] = blocks;
  if (later.length === 0) return first;
  const last = later.at(-1) ?? first;
  const placeOf = (path: FieldPath): Place => {
    for (let depth = path.length; depth > 0; depth--) {
      const holder = blocks.findLast(({ value }) => holds(value, path.slice(0, depth)));
      if (holder !== undefined) return { source: holder.source, path: [...holder.path, ...path] };
    }
    return { source: last.source, path: [...last.path, ...path] };
  };
  const lineOf = (path: FieldPath): number => {
    const place = placeOf(path);
    return place.source.lineOf(place.path);
  };
  const source: Source = { file: last.source.file, lineOf, placeOf };
  return { value: later.reduce((under, over) => lay(under, over.value), first.value), source, path: [] };
}

function lay(under: Fields, over: Fields): Fields {
  const result: Record<string, unknown> = { ...under };
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

/** @module What changed between two registry snapshots, field by field. */
import type { JsonValue } from '../domain/ref.js';

export interface Change {
  readonly kind: 'changed' | 'added' | 'removed';
  /** `models.Raster.concurrency`, `skills.OCR.solvers.read-text.steps.read.template`. */
  readonly path: string;
  /** Undefined: it was not there. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * The changes from one snapshot to another, in the order of the later one. Entries (models, skills, solvers, steps, services) are
 * compared by their name, not their place; another order of the same ones is a change of the list. Snapshots of other versions
 * of Maestro can be compared, too.
 */
export function diffSnapshots(before: JsonValue, after: JsonValue): readonly Change[] {
  return diff(before, after, '');
}

function diff(before: JsonValue | undefined, after: JsonValue | undefined, path: string): readonly Change[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ kind: 'added', path, before, after }];
  if (after === undefined) return [{ kind: 'removed', path, before, after }];
  const named = [entriesOf(before), entriesOf(after)] as const;
  if (named[0] !== undefined && named[1] !== undefined) {
    const [was, is] = [named[0], named[1]];
    return [...diffMembers(was, is, path), ...diffOrder(was, is, path)];
  }
  if (isObject(before) && isObject(after)) {
    return diffMembers(new Map(Object.entries(before)), new Map(Object.entries(after)), path);
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ kind: 'changed', path, before, after }];
}

type Members = ReadonlyMap<string, JsonValue>;

function diffMembers(before: Members, after: Members, path: string): readonly Change[] {
  const keys = [...after.keys(), ...[...before.keys()].filter((key) => !after.has(key))];
  return keys.flatMap((key) => diff(before.get(key), after.get(key), path === '' ? key : `${path}.${key}`));
}

function diffOrder(before: Members, after: Members, path: string): readonly Change[] {
  const was = [...before.keys()].filter((key) => after.has(key));
  const is = [...after.keys()].filter((key) => before.has(key));
  return was.join() === is.join() ? [] : [{ kind: 'changed', path: `${path} (order)`, before: was, after: is }];
}

/** The entries of a list by name; undefined when the value is no list of named entries. */
function entriesOf(value: JsonValue): Members | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly JsonValue[] = value;
  const named = items.map((item) => [nameOf(item), item] as const);
  const entries = new Map<string, JsonValue>();
  for (const [name, item] of named) {
    if (name === undefined || entries.has(name)) return undefined;
    entries.set(name, item);
  }
  return entries;
}

function nameOf(value: JsonValue): string | undefined {
  if (!isObject(value)) return undefined;
  // Services have a kind only; steps have both.
  const name = value['id'] ?? value['kind'];
  return typeof name === 'string' ? name : undefined;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

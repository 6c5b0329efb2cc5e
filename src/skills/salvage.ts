/**
 * @module Reads a value whose fields are partly at fault: every fault is told, and what is sound is kept, so that no fault hides another.
 * Fields at fault get stand-ins; what follows from those is not reported.
 */
import type { z } from 'zod';
import { faultAt, type Fault, type FieldPath, type Source } from './fault.js';
import { explainIssues } from './validate.js';

export interface Salvaged<T> {
  readonly value: T;
  /** Where stand-ins are, within the value; empty: it is as it was written. */
  readonly atFault: readonly FieldPath[];
}

/** What stands in for a field at fault; undefined: it is left out, or what it stands in is replaced. */
export type StandIn = (path: FieldPath) => unknown;

/** More rounds than fields may lie within each other. */
const MAX_ROUNDS = 20;

/**
 * Checks a value found at `at` of a source. Adds every fault of its fields, and of those checks of the whole that can still be made.
 * Undefined when the fields that are left make no whole.
 */
export function salvage<T>(
  schema: z.ZodType<T>,
  written: unknown,
  { source, at }: { readonly source: Source; readonly at: FieldPath },
  standIn: StandIn,
  faults: Fault[],
): Salvaged<T> | undefined {
  const atFault: FieldPath[] = [];
  let value = written;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = schema.safeParse(value);
    if (result.success) return { value: result.data, atFault };
    const repairs: FieldPath[] = [];
    for (const { path, message } of explainIssues(result.error.issues, value)) {
      const known = atFault.some((other) => isWithin(path, other));
      if (!touches(atFault, path)) faults.push(faultAt(source, [...at, ...path], message));
      // A field that can't be left out takes what it stands in with it.
      repairs.push(known ? path.slice(0, -1) : path);
    }
    if (repairs.some((path) => path.length === 0)) return undefined;
    for (const path of repairs) value = replaced(value, path, standIn(path));
    atFault.push(...repairs);
  }
  return undefined;
}

/** Is a field at fault, or something within it, or what it stands in? */
export function touches(atFault: readonly FieldPath[], path: FieldPath): boolean {
  return atFault.some((other) => isWithin(path, other) || isWithin(other, path));
}

function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return outer.length <= path.length && outer.every((part, index) => part === path[index]);
}

/** A copy with another value at a path; undefined takes a field out, and an entry of a list with the list. */
function replaced(value: unknown, [key, ...rest]: FieldPath, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const entry = rest.length === 0 ? by : replaced(items[Number(key)], rest, by);
    return entry === undefined ? undefined : items.map((item, index) => (index === key ? entry : item));
  }
  if (typeof value !== 'object' || value === null) return value;
  const inner: unknown = rest.length === 0 ? by : replaced(Reflect.get(value, key), rest, by);
  const others = Object.entries(value).filter(([name]) => name !== String(key));
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}

/** @module Faults of registry files: each names its file, line and field, and says what to do. They are collected, then thrown together. */

/** Where in a file's data: `['models', 0, 'price']`. */
export type FieldPath = readonly (string | number)[];

export interface Fault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly field: string;
  /** What is wrong, and what to do. Never the value itself where it might be a secret. */
  readonly message: string;
}

/** A file whose fields can be traced back to lines. */
export interface Source {
  readonly file: string;
  lineOf(path: FieldPath): number;
  /** Of fields that several files laid over each other: where a field really stands. */
  placeOf?(path: FieldPath): Place;
}

export interface Place {
  readonly source: Source;
  readonly path: FieldPath;
}

/** A value and where it stands, for checks that span files. */
export interface Located<T> {
  readonly value: T;
  readonly source: Source;
  readonly path: FieldPath;
}

/** Makes a fault at a field of a source. */
export function faultAt(source: Source, path: FieldPath, message: string): Fault {
  const place = source.placeOf?.(path) ?? { source, path };
  return { file: place.source.file, line: place.source.lineOf(place.path), field: formatField(place.path), message };
}

/** `models[0].price.per_call`; the file as a whole is `(file)`. */
export function formatField(path: FieldPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}

/** `file:line: field: what, what to do`. */
export function formatFault(fault: Fault): string {
  return `${fault.file}:${fault.line}: ${fault.field}: ${fault.message}`;
}

/** A source for faults that concern a whole file. */
export function wholeFile(file: string): Source {
  return { file, lineOf: () => 1 };
}

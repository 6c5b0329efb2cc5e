/** @module The values of an adapter, computed for a row: texts, or lists of texts. */
import { messageOf } from '../../domain/errors.js';
import { liquid } from '../../skills/liquid.js';
import { isColumns, type Columns } from '../readers/row.js';
import { cellFault } from './cell-fault.js';
import type { SimpleValue, Value } from './schema.js';

/** Undefined: nothing is there, and nothing had to be. */
export type Evaluated = string | readonly string[] | undefined;

type ColumnValue = Extract<Value, { readonly column: string }>;

/** @throws MaestroError INVALID_INPUT with the column in `data` */
export function evaluate(value: Value, columns: Columns): Evaluated {
  if ('first_of' in value) {
    return (
      value.first_of.map((each) => evaluateSimple(optional(each), columns)).find((each) => each !== undefined) ??
      noneOf(value.first_of)
    );
  }
  return evaluateSimple(value, columns);
}

function optional(value: SimpleValue): SimpleValue {
  return 'column' in value || 'template' in value ? { ...value, optional: true } : value;
}

function noneOf(values: readonly SimpleValue[]): never {
  const names = values.flatMap((value) => ('column' in value ? [value.column] : []));
  throw cellFault('', `there is nothing in any of the columns ${names.join(', ')}`);
}

function evaluateSimple(value: SimpleValue, columns: Columns): Evaluated {
  if ('constant' in value) return value.constant;
  if ('template' in value) return render(value.template, columns, value.optional);
  if ('columns' in value) return listOfColumns(value.columns, columns);
  return evaluateColumn(value, columns);
}

/** Options beyond the last one that a row has are empty cells. A gap before it is a fault. */
function listOfColumns(names: readonly string[], columns: Columns): readonly string[] {
  const cells = names.map((name) => textOf(cellOf(columns, name), name) ?? '');
  const count = cells.findLastIndex((cell) => cell !== '') + 1;
  const gap = cells.slice(0, count).indexOf('');
  if (gap >= 0) throw cellFault(names[gap] ?? '', 'is empty, though a later one is not');
  if (count === 0) throw cellFault(names[0] ?? '', 'is empty, and so are the others of its list');
  return cells.slice(0, count);
}

function evaluateColumn(value: ColumnValue, columns: Columns): Evaluated {
  const raw = cellOf(columns, value.column);
  if (raw === undefined && !value.optional) {
    throw cellFault(
      value.column,
      `there is no such column: the row has ${Object.keys(columns).filter(isOfFile).join(', ')}`,
    );
  }
  const said = value.message === undefined ? raw : messageOfRole(raw, value.message);
  const found = read(said, value);
  if (found === undefined) {
    if (value.optional) return undefined;
    throw cellFault(value.column, 'is empty');
  }
  return typeof found === 'string'
    ? change(found, value, columns)
    : found.flatMap((each) => change(each, value, columns));
}

function isOfFile(name: string): boolean {
  return !name.startsWith('_');
}

/** The texts of a cell; undefined: it is empty. */
function read(raw: unknown, { column, parse, split }: ColumnValue): Evaluated {
  if (Array.isArray(raw)) return listOf(raw, column);
  const text = textOf(raw, column);
  if (text === undefined || text.trim() === '') return undefined;
  if (split !== undefined)
    return listOf(
      text.split(split).map((part) => part.trim()),
      column,
    );
  switch (parse) {
    case 'lines':
      return listOf(
        text.split('\n').map((part) => part.trim()),
        column,
      );
    case 'list':
      return listOf(parseList(text, column), column);
    case undefined:
      return text;
  }
}

function listOf(list: readonly unknown[], column: string): readonly string[] | undefined {
  const texts = list.flatMap((each) => {
    const text = textOf(each, column);
    return text === undefined || text.trim() === '' ? [] : [text];
  });
  return texts.length === 0 ? undefined : texts;
}

/** JSON, or a list of Python's: quotes of either kind. */
function parseList(text: string, column: string): readonly unknown[] {
  for (const candidate of [text, pythonAsJson(text)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (Array.isArray(value)) return value;
    } catch {
      // The other spelling is tried, and then it is a fault.
    }
  }
  throw cellFault(column, 'must be a list, such as ["red", "blue"]');
}

/** Strings in single quotes become strings in double quotes. */
function pythonAsJson(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"/g, (whole, single: string | undefined) =>
    single === undefined ? whole : JSON.stringify(single.replaceAll(String.raw`\'`, "'")),
  );
}

function change(text: string, value: ColumnValue, columns: Columns): string | readonly string[] {
  const { column, remove, marks_at: marksAt, map, otherwise } = value;
  const kept = remove === undefined ? text : text.replaceAll(remove, '').trim();
  const marked = marksAt === undefined ? kept : withMarks(kept, cellOf(columns, marksAt), marksAt);
  if (map === undefined) return marked;
  const mapped = Object.hasOwn(map, marked) ? map[marked] : otherwise;
  if (mapped !== undefined) return mapped;
  throw cellFault(column, `"${marked.slice(0, 60)}" is none of ${Object.keys(map).join(', ')}`);
}

/** Places count characters as Python does. All at the front: the pictures come first, as they do anyway. */
function withMarks(text: string, cell: unknown, column: string): string {
  const list: readonly unknown[] = typeof cell === 'string' ? parseList(cell, column) : Array.isArray(cell) ? cell : [];
  const places = list.map((each) => {
    const place = Number(each);
    if (Number.isSafeInteger(place) && place >= 0) return place;
    throw cellFault(column, 'must be a list of places in the text');
  });
  if (places.every((place) => place === 0)) return text;
  const characters = Array.from(text);
  return Array.from({ length: characters.length + 1 }, (_, at) => {
    const marks = places.flatMap((place, index) =>
      Math.min(place, characters.length) === at ? [`[image ${index + 1}]`] : [],
    );
    return marks.join('') + (characters[at] ?? '');
  }).join('');
}

function messageOfRole(cell: unknown, role: string): unknown {
  if (!Array.isArray(cell)) return undefined;
  const messages: readonly unknown[] = cell;
  return messages.filter(isColumns).findLast((message) => message['role'] === role)?.['content'];
}

/** Renders a template over the columns; for the row itself there are `_row`, `_index` (from 1, over all files) and `_file`. */
export function render(template: string, columns: Columns, mayBeAbsent: boolean): string | undefined {
  try {
    const rendered: unknown = liquid.parseAndRenderSync(template, columns);
    const text = String(rendered).trim();
    if (text !== '') return text;
  } catch (error) {
    if (mayBeAbsent) return undefined;
    throw cellFault('', `the template "${template}" can't be filled in (${messageOf(error)})`);
  }
  if (mayBeAbsent) return undefined;
  throw cellFault('', `the template "${template}" comes out empty`);
}

/** A column by its name, or by the way through structs; undefined: it is not there. */
export function cellOf(columns: Columns, name: string): unknown {
  if (Object.hasOwn(columns, name)) return columns[name] ?? '';
  let current: unknown = columns;
  for (const part of name.split('.')) {
    if (!isColumns(current) || !Object.hasOwn(current, part)) return undefined;
    current = current[part];
  }
  return current ?? '';
}

export function textOf(cell: unknown, column: string): string | undefined {
  if (cell === undefined || cell === null) return undefined;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell);
  if (cell instanceof Uint8Array) throw cellFault(column, 'holds bytes, not a text');
  throw cellFault(column, 'holds a struct or a list, not a text');
}

/** @module What every reader gives: rows as they stand in a file, and faults that do not end the stream. */

/** A row's columns by name. Bytes are `Uint8Array`, whole numbers of 64 bits `bigint`; lists and structs are nested. */
export type Columns = Readonly<Record<string, unknown>>;

export interface Row {
  readonly kind: 'row';
  readonly file: string;
  /** From 1: the line on which the row ends in files of text, the row's number in Parquet files and lists. */
  readonly row: number;
  readonly columns: Columns;
}

export interface RowFault {
  readonly kind: 'fault';
  readonly file: string;
  /** 0: the file as a whole. */
  readonly row: number;
  /** How many rows are lost, where that is known: a damaged row group takes all of its rows along. */
  readonly rows: number;
  /** Names file, row and, where one is to blame, column. */
  readonly message: string;
}

export type RowEvent = Row | RowFault;

/** What a row's number counts: people look for it in an editor, or with another reader. */
export type Unit = 'line' | 'row';

export interface FaultPlace {
  readonly file: string;
  readonly row: number;
  readonly unit: Unit;
  readonly column?: string;
  readonly rows?: number;
}

/** `data.tsv, line 12: column "image": <reason>`; row 0 is left out. */
export function rowFault({ file, row, unit, column, rows = 1 }: FaultPlace, reason: string): RowFault {
  const where = row === 0 ? '' : `, ${unit} ${row}`;
  const what = column === undefined ? '' : `column "${column}": `;
  return { kind: 'fault', file, row, rows, message: `${file}${where}: ${what}${reason}` };
}

/** An object that is no list. */
export function isColumns(value: unknown): value is Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

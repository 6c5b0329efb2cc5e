/** @module Reads CSV and TSV with a header line: quoted cells may hold line breaks and pictures in base64. */
import { createReadStream } from 'node:fs';
import { parse, type CsvError } from 'csv-parse';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.js';
import { rowFault, type RowEvent, type RowFault } from './row.js';

/** Of one record: pictures of 8K are some 60 MB in base64. */
const MAX_RECORD_BYTES = 128 * 2 ** 20;

const record = z.object({ info: z.object({ lines: z.number() }), record: z.array(z.string()) });

/** A stray quote inside a cell is text, as pandas and spreadsheets have it. Blank lines are skipped. */
export async function* readDelimited(file: string, delimiter: ',' | '\t'): AsyncGenerator<RowEvent> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const input = createReadStream(file).on('error', (error) => parser.destroy(error));
  const records: AsyncIterable<unknown> = input.pipe(parser);
  let header: readonly string[] | undefined;
  let line = 1;
  try {
    for await (const each of records) {
      const { info, record: cells } = record.parse(each);
      line = info.lines;
      if (header === undefined) {
        const fault = headerFault(file, cells);
        if (fault !== undefined) {
          yield fault;
          return;
        }
        header = cells;
      } else {
        yield rowOf(file, line, header, cells);
      }
    }
  } catch (error) {
    yield rowFault({ file, row: failedAt(error) ?? line + 1, unit: 'line' }, endReason(error));
  } finally {
    input.destroy();
  }
  if (header === undefined) yield rowFault({ file, row: 0, unit: 'line' }, 'is empty: it has no header line');
}

function headerFault(file: string, cells: readonly string[]): RowFault | undefined {
  const twice = cells.find((cell, index) => cells.indexOf(cell) !== index);
  if (twice === undefined) return undefined;
  return rowFault({ file, row: 1, unit: 'line' }, `two columns are named "${twice}": rename one`);
}

function rowOf(file: string, line: number, header: readonly string[], cells: readonly string[]): RowEvent {
  if (cells.length === header.length) {
    return {
      kind: 'row',
      file,
      row: line,
      columns: Object.fromEntries(header.map((name, index) => [name, cells[index]])),
    };
  }
  const missing = header.slice(cells.length);
  const place = { file, row: line, unit: 'line' } as const;
  return rowFault(
    missing[0] === undefined ? place : { ...place, column: missing[0] },
    `the row has ${cells.length} cells, the header ${header.length}` +
      (missing.length > 0 ? '; was the file cut off?' : '; is a cell with a separator not quoted?'),
  );
}

function isCsvError(error: unknown): error is CsvError {
  return (
    error instanceof Error && 'code' in error && error.name === 'Error' && /^(?:CSV|INVALID)_/.test(String(error.code))
  );
}

function failedAt(error: unknown): number | undefined {
  if (!isCsvError(error)) return undefined;
  const { lines } = z.object({ lines: z.number().optional() }).parse(error);
  return lines;
}

function endReason(error: unknown): string {
  if (!isCsvError(error)) return `can't be read from here on (${messageOf(error)}): the rest of the file is left out`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'a quoted cell begins here and has no end: was the file cut off? All behind it is left out';
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `the row is longer than ${MAX_RECORD_BYTES / 2 ** 20} MB, or a quote is missing: the rest of the file is left out`;
  return `${error.message}: the rest of the file is left out`;
}

/** @module Reads JSONL: one JSON object a line. */
import { messageOf } from '../../domain/errors.js';
import { readLines } from '../lines.js';
import { isColumns, rowFault, type RowEvent } from './row.js';

/** A line may hold several pictures in base64. */
const MAX_LINE_BYTES = 128 * 2 ** 20;

/** Blank lines are skipped. @throws MaestroError NOT_FOUND, INVALID_INPUT when the file can't be read */
export async function* readJsonLines(file: string): AsyncGenerator<RowEvent> {
  for await (const line of readLines(file, MAX_LINE_BYTES)) {
    const place = { file, row: line.line, unit: 'line' } as const;
    if (line.kind === 'bad') {
      yield rowFault(place, line.message);
      continue;
    }
    if (line.text.trim() === '') continue;
    const value = parse(line.text);
    if (value instanceof Error) yield rowFault(place, `not valid JSON (${messageOf(value)})`);
    else if (isColumns(value)) yield { kind: 'row', file, row: line.line, columns: value };
    else yield rowFault(place, 'must be one JSON object');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

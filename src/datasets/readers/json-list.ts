/** @module Reads a JSON file that is one list of objects, or holds such a list: element by element, never as a whole. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.js';
import { isColumns, rowFault, type RowEvent } from './row.js';

const element = z.object({ key: z.number(), value: z.unknown() });

/**
 * @param listAt the field that holds the list, such as `questions`; undefined: the file is the list. What is broken in the
 * middle ends the file, since nothing tells where the next element begins.
 */
export async function* readJsonList(file: string, listAt: string | undefined): AsyncGenerator<RowEvent> {
  const elements = elementsOf(file, listAt);
  let row = 0;
  try {
    for await (const each of elements) {
      row++;
      const { value } = element.parse(each);
      if (isColumns(value)) yield { kind: 'row', file, row, columns: value };
      else yield rowFault({ file, row, unit: 'row' }, 'must be one JSON object');
    }
  } catch (error) {
    yield rowFault(
      { file, row: row + 1, unit: 'row' },
      `not valid JSON from here on (${messageOf(error)}): the rest of the file is left out`,
    );
    return;
  }
  if (row === 0 && listAt !== undefined)
    yield rowFault({ file, row: 0, unit: 'row' }, `has no list "${listAt}", or an empty one`);
}

function elementsOf(file: string, listAt: string | undefined): AsyncIterable<unknown> {
  const [input, parsed, elements] = [createReadStream(file), parser.asStream(), streamArray.asStream()];
  // An error of any stage destroys the last one, and so arrives where that is read.
  const done = (): void => undefined;
  return listAt === undefined
    ? pipeline(input, parsed, elements, done)
    : pipeline(input, parsed, pick.asStream({ filter: listAt }), elements, done);
}

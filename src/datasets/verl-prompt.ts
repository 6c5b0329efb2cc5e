/** @module The system message in a Parquet file of verl's layout: a column `prompt` of messages with `role` and `content`. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { z } from 'zod';
import { MaestroError, isMaestroError, messageOf } from '../domain/errors.js';

export interface FoundSystem {
  readonly text: string;
  /** Rows of the file, and how many of them were read: all of these have this message. */
  readonly rows: number;
  readonly read: number;
}

/** Rows that are read; their images are not. */
const MAX_ROWS = 1_000;

const rowSchema = z.object({
  prompt: z.array(z.object({ role: z.string().nullable(), content: z.string().nullable() })),
});

/** @throws MaestroError INVALID_INPUT when the file can't be read, or has no or several system messages */
export async function readVerlSystem(file: string): Promise<FoundSystem> {
  const fail = (reason: string, cause?: unknown): MaestroError =>
    new MaestroError('INVALID_INPUT', `${file}: ${reason}`, cause === undefined ? {} : { cause });
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const rows = Number(metadata.num_rows);
    const columns = ['prompt'];
    const found = await parquetReadObjects({
      file: buffer,
      metadata,
      columns,
      compressors,
      rowEnd: Math.min(rows, MAX_ROWS),
    });
    const systems = found.map((row, index) => systemOf(row, index, fail));
    const [text, ...others] = new Set(systems);
    if (text === undefined) throw fail('it has no rows.');
    if (others.length > 0) {
      throw fail(`its rows have ${others.length + 1} different system messages: take the one you want out by hand.`);
    }
    return { text, rows, read: systems.length };
  } catch (error) {
    if (isMaestroError(error)) throw error;
    throw fail(`it can't be read as Parquet of verl's layout (${messageOf(error)}).`, error);
  }
}

function systemOf(row: unknown, index: number, fail: (reason: string) => MaestroError): string {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) throw fail(`row ${index} has no column "prompt" with messages of role and content.`);
  const texts = parsed.data.prompt.flatMap(({ role, content }) =>
    role === 'system' && content !== null ? [content] : [],
  );
  const [text] = texts;
  if (text === undefined || texts.length > 1)
    throw fail(`row ${index} has ${texts.length} system messages, expected one.`);
  return text;
}

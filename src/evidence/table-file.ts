/** @module The file of a table of replies: a line that says which registry replied, then a line for each task, so that it can grow. */
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import { IMAGE_MIMES } from '../domain/ref.js';
import { TABLE_SPLITS, type TableTask } from './table.js';

export const TABLE_VERSION = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const headSchema = z.strictObject({
  format: z.literal('maestro-replies'),
  version: z.literal(TABLE_VERSION),
  registry: hash,
});

const replySchema = z.strictObject({
  pair: z.string().min(1),
  status: z.enum(['ok', 'cannot', 'failed']),
  answer: z.string(),
  key: z.string(),
  confidence: z.number().nullable(),
  correct: z.boolean(),
  ms: z.number().nonnegative(),
});

const taskSchema = z.strictObject({
  id: z.string().min(1),
  question: z.string(),
  images: z.array(
    z.strictObject({ sha256: hash, bytes: count, mime: z.enum(IMAGE_MIMES), width: count, height: count }),
  ),
  dataSource: z.string(),
  groundTruth: z.array(z.string()),
  family: z.string(),
  options: z.array(z.string()).exactOptional(),
  category: z.string().exactOptional(),
  group: z.string().exactOptional(),
});

const lineSchema = z.strictObject({
  suite: z.string(),
  split: z.enum(TABLE_SPLITS),
  task: taskSchema,
  bin: z.string(),
  replies: z.array(replySchema),
});

/** @param registry SHA-256 of the snapshot whose pairs reply */
export function headOfTable(registry: string): string {
  return `${JSON.stringify({ format: 'maestro-replies', version: TABLE_VERSION, registry })}\n`;
}

export function lineOfTable(entry: TableTask): string {
  return `${JSON.stringify(entry)}\n`;
}

/** What was written whole: a line that was cut off by a death is not. */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/**
 * @param name of the file, for messages
 * @throws MaestroError BLOB_CORRUPT for what is no table; INVALID_INPUT for one of another registry, or with a task twice
 */
export function parseTable(text: string, name: string, registry: string): readonly TableTask[] {
  const [head = '', ...lines] = wholeLines(text).split('\n').slice(0, -1);
  const { registry: made } = parseLine(head, headSchema, `${name}, line 1`);
  if (made !== registry)
    throw new MaestroError(
      'INVALID_INPUT',
      `${name} was collected with the registry ${made.slice(0, 12)}, and here it is ${registry.slice(0, 12)}: collect it anew.`,
    );
  const entries = lines.map((line, index) => parseLine(line, lineSchema, `${name}, line ${index + 2}`));
  const ids = new Set<string>();
  for (const { task } of entries) {
    if (ids.has(task.id)) throw new MaestroError('INVALID_INPUT', `${name} has the task ${task.id} twice.`);
    ids.add(task.id);
  }
  return entries;
}

function parseLine<T>(line: string, schema: z.ZodType<T>, where: string): T {
  const parsed = schema.safeParse(jsonOf(line, where));
  if (parsed.success) return parsed.data;
  throw new MaestroError('BLOB_CORRUPT', `${where}: ${z.prettifyError(parsed.error)}. Collect the table anew.`);
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new MaestroError('BLOB_CORRUPT', `${where} is no JSON: ${messageOf(error)}.`, { cause: error });
  }
}

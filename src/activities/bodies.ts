/** @module What is in the ledger's rows: bodies of decisions and of replies, written and read back. */
import { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import type { Decision } from '../domain/action.js';
import type { JsonValue } from '../domain/ref.js';
import type { CallRow } from '../store/rows.js';
import { imageRefSchema } from './plan-schema.js';

const malformedReasons = [
  'no_action',
  'unfinished_think',
  'nested_tags',
  'missing_pair_separator',
  'missing_input_separator',
  'empty_model',
  'empty_skill',
  'empty_input',
  'empty_answer',
  'too_long',
  'invalid_tool_call',
] as const;

export const decisionSchema = z.object({
  think: z.string(),
  text: z.string(),
  action: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('call'), model: z.string(), skill: z.string(), input: z.string() }),
    z.object({ kind: z.literal('answer'), text: z.string() }),
    z.object({ kind: z.literal('malformed'), reason: z.enum(malformedReasons) }),
  ]),
});

const json: z.ZodType<JsonValue> = z.json();

const replySchema = z.object({
  text: z.string(),
  confidence: z.number().nullable(),
  data: z.record(z.string(), json),
  images: z.array(imageRefSchema),
  reasoning: z.string(),
});

export type ReplyBody = z.infer<typeof replySchema>;

export const readDecision: (row: CallRow) => Decision = reader(decisionSchema);

export const readReply: (row: CallRow) => ReplyBody = reader(replySchema);

/** Reads each row once: several activities of a rollout use the same one (see `RunRows`). */
function reader<T>(schema: z.ZodType<T>): (row: CallRow) => T {
  const bodies = new WeakMap<CallRow, { readonly body: T }>();
  return (row) => {
    const known = bodies.get(row);
    if (known !== undefined) return known.body;
    const body = read(schema, row);
    bodies.set(row, { body });
    return body;
  };
}

function read<T>(schema: z.ZodType<T>, row: CallRow): T {
  const parsed = schema.safeParse(row.body);
  if (parsed.success) return parsed.data;
  throw new MaestroError(
    'INTERNAL',
    `The ledger's row (${row.rolloutId}, turn ${row.turn}, ${row.step}) can't be read: ${z.prettifyError(parsed.error)}. Was it written by another version?`,
  );
}

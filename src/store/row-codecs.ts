/** @module Rows on their way into the database and out of it; what comes out is validated, as others may have written it. */
import { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import type { JsonValue } from '../domain/ref.js';
import { canonicalJson, parseJson } from './hash.js';
import type { CallRow, RecordedRollout, RolloutRow, TurnRow } from './rows.js';
import type { StoredCall, StoredRollout, StoredTurn } from './sql-schema.js';

/** A JSON column: any JSON will do. */
export const json = z.string().transform((text, context): JsonValue => {
  try {
    return parseJson(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** A column of 0 or 1, as true or false. */
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const count = z.number().int();

const image = z.object({
  sha256: z.string(),
  bytes: count,
  mime: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
  width: count,
  height: count,
});

/** The pictures of a rollout. */
export const imageColumn = json.pipe(z.array(image));

const usageColumns = { calls: count, promptTokens: count, completionTokens: count, costUsd: z.number() };

const storedRollout: z.ZodType<RecordedRollout> = z.object({
  id: z.string(),
  suite: z.string(),
  dataset: z.string().nullable(),
  batch: z.string(),
  taskId: z.string(),
  sample: count,
  seed: count,
  family: z.string(),
  dataSource: z.string(),
  policy: z.string(),
  policyVersion: z.string().nullable(),
  registry: z.string(),
  prompt: z.string(),
  plan: z.string().nullable(),
  outcome: z.string(),
  reason: z.string(),
  answer: z.string().nullable(),
  correct: flag.nullable(),
  reward: z.number().nullable(),
  formatReward: z.number().nullable(),
  answerReward: z.number().nullable(),
  ...usageColumns,
  turns: count,
  startedAt: z.string(),
  finishedAt: z.string(),
  latencyMs: z.number(),
  tainted: flag,
  question: z.string(),
  images: imageColumn,
  groundTruth: json.pipe(z.array(z.string())),
  verdict: json,
  trajectory: json,
  runs: count,
});

const storedTurn: z.ZodType<TurnRow> = z.object({
  rolloutId: z.string(),
  turn: count,
  action: z.string(),
  pair: z.string().nullable(),
  solver: z.string().nullable(),
  route: z.string(),
  status: z.string(),
  note: z.string(),
  summary: z.string(),
  confidence: z.number().nullable(),
  decision: json,
  observation: json,
  ...usageColumns,
  startedAt: z.string().nullable(),
  latencyMs: z.number().nullable(),
});

const storedCall: z.ZodType<CallRow> = z
  .object({
    rolloutId: z.string(),
    turn: count,
    step: z.string(),
    requestHash: z.string(),
    kind: z.string(),
    model: z.string(),
    status: z.string(),
    body: json,
    ...usageColumns,
    latencyMs: z.number(),
    waitedMs: z.number(),
    cached: flag,
    hedged: flag,
    attempt: count,
    worker: z.string(),
    recordedAt: z.string(),
  })
  .transform(({ calls, promptTokens, completionTokens, costUsd, ...row }) => ({
    ...row,
    usage: { calls, promptTokens, completionTokens, costUsd },
  }));

export const decodeRollout = decoder('rollouts', storedRollout);
export const decodeTurn = decoder('turns', storedTurn);
export const decodeCall = decoder('calls', storedCall);

export function decoder<Row>(table: string, schema: z.ZodType<Row>): (stored: unknown) => Row {
  return (stored) => {
    const parsed = schema.safeParse(stored);
    if (parsed.success) return parsed.data;
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `A row of table ${table} in the results database is malformed (was it edited by hand?): ${z.prettifyError(parsed.error)}`,
      { cause: parsed.error },
    );
  };
}

export function encodeRollout(row: RolloutRow): Omit<StoredRollout, 'runs'> {
  return {
    ...row,
    correct: row.correct === null ? null : Number(row.correct),
    tainted: Number(row.tainted),
    images: canonicalJson(row.images),
    groundTruth: canonicalJson(row.groundTruth),
    verdict: canonicalJson(row.verdict),
    trajectory: canonicalJson(row.trajectory),
  };
}

export function encodeTurn(row: TurnRow): StoredTurn {
  return { ...row, decision: canonicalJson(row.decision), observation: canonicalJson(row.observation) };
}

export function encodeCall({ usage, ...row }: CallRow): StoredCall {
  return {
    rolloutId: storableText(row.rolloutId),
    turn: row.turn,
    step: storableText(row.step),
    requestHash: storableText(row.requestHash),
    kind: storableText(row.kind),
    model: storableText(row.model),
    status: storableText(row.status),
    latencyMs: row.latencyMs,
    waitedMs: row.waitedMs,
    cached: Number(row.cached),
    hedged: Number(row.hedged),
    attempt: row.attempt,
    worker: storableText(row.worker),
    recordedAt: storableText(row.recordedAt),
    body: canonicalJson(row.body),
    calls: usage.calls,
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    costUsd: usage.costUsd,
  };
}

/** The row as it is read back from what was just written: nobody else can have changed it, so it is not validated. */
export function rowOf(stored: StoredCall): CallRow {
  const { calls, promptTokens, completionTokens, costUsd, body, cached, hedged, ...row } = stored;
  const usage = { calls, promptTokens, completionTokens, costUsd };
  return { ...row, body: parseJson(body), usage, cached: cached === 1, hedged: hedged === 1 };
}

/**
 * Text as a database can hold it: U+0000, at which libsql 0.5.29 would silently cut it, and half surrogate pairs, which UTF-8
 * cannot hold, become U+FFFD. JSON columns never meet this, as JSON escapes both.
 */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

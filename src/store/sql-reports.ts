/** @module What reports read, in SQL. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { ReportedCall, ReportedRollout, ReportedTurn, Reports } from './reports.js';
import { decoder, flag, imageColumn, json } from './row-codecs.js';
import type { Schema } from './sql-schema.js';

export class SqlReports implements Reports {
  constructor(
    private readonly db: Kysely<Schema>,
    /** Runs one operation, again where that can help. */
    private readonly guard: <T>(operation: () => Promise<T>) => Promise<T>,
  ) {}

  async rollouts(ids: readonly string[]): Promise<readonly ReportedRollout[]> {
    if (ids.length === 0) return [];
    const query = this.db
      .selectFrom('rollouts')
      .leftJoin('documents', 'documents.sha256', 'rollouts.plan')
      .select(['rollouts.id', 'suite', 'dataset', 'batch', 'taskId', 'sample', 'family', 'dataSource', 'policy'])
      .select(['policyVersion', 'registry', 'prompt', 'outcome', 'correct', 'reward', 'calls', 'turns'])
      .select(['promptTokens', 'completionTokens', 'costUsd', 'startedAt', 'finishedAt', 'latencyMs', 'tainted'])
      .select(['images', 'groundTruth', 'verdict', 'documents.body as plan', 'runs'])
      .where('rollouts.id', 'in', ids)
      .orderBy('rollouts.id');
    return (await this.guard(() => query.execute())).map(decodeRollout);
  }

  async turns(ids: readonly string[]): Promise<readonly ReportedTurn[]> {
    if (ids.length === 0) return [];
    const query = this.db
      .selectFrom('turns')
      .select(['rolloutId', 'turn', 'action', 'pair', 'solver', 'status'])
      .where('rolloutId', 'in', ids)
      .orderBy('rolloutId')
      .orderBy('turn');
    return (await this.guard(() => query.execute())).map(decodeTurn);
  }

  async calls(ids: readonly string[]): Promise<readonly ReportedCall[]> {
    if (ids.length === 0) return [];
    const query = this.db
      .selectFrom('calls')
      .select(['rolloutId', 'turn', 'step', 'kind', 'model', 'status', 'latencyMs', 'waitedMs'])
      .select(['attempt', 'recordedAt', 'cached', 'hedged'])
      .where('rolloutId', 'in', ids)
      .orderBy('rolloutId')
      .orderBy('seq');
    return (await this.guard(() => query.execute())).map(decodeCall);
  }

  async rescored(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const query = this.db.selectFrom('scores').select('rolloutId').distinct().where('rolloutId', 'in', ids);
    return (await this.guard(() => query.orderBy('rolloutId').execute())).map(({ rolloutId }) => rolloutId);
  }
}

const decodeRollout = decoder<ReportedRollout>(
  'rollouts',
  z.object({
    id: z.string(),
    suite: z.string(),
    dataset: z.string().nullable(),
    batch: z.string(),
    taskId: z.string(),
    sample: z.number(),
    family: z.string(),
    dataSource: z.string(),
    policy: z.string(),
    policyVersion: z.string().nullable(),
    registry: z.string(),
    prompt: z.string(),
    outcome: z.string(),
    correct: flag.nullable(),
    reward: z.number().nullable(),
    calls: z.number(),
    turns: z.number(),
    promptTokens: z.number(),
    completionTokens: z.number(),
    costUsd: z.number(),
    startedAt: z.string(),
    finishedAt: z.string(),
    latencyMs: z.number(),
    tainted: flag,
    images: imageColumn,
    groundTruth: json.pipe(z.array(z.string())),
    verdict: json,
    plan: json.nullable(),
    runs: z.number(),
  }),
);

const decodeTurn = decoder<ReportedTurn>(
  'turns',
  z.object({
    rolloutId: z.string(),
    turn: z.number(),
    action: z.string(),
    pair: z.string().nullable(),
    solver: z.string().nullable(),
    status: z.string(),
  }),
);

const decodeCall = decoder<ReportedCall>(
  'calls',
  z.object({
    rolloutId: z.string(),
    turn: z.number(),
    step: z.string(),
    kind: z.string(),
    model: z.string(),
    status: z.string(),
    latencyMs: z.number(),
    waitedMs: z.number(),
    attempt: z.number(),
    recordedAt: z.string(),
    cached: flag,
    hedged: flag,
  }),
);

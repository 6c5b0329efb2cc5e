/** @module Eleventh migration: attempts at calls that failed, with what they cost all the same, and the views that tell of them. */
import { sql, type Kysely } from 'kysely';

export async function createFailedCalls(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('failed_calls')
    .addColumn('rollout_id', 'text', (column) => column.notNull())
    .addColumn('turn', 'integer', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    // Attempts are counted anew in each execution of the activity: by a model that stands in, in a later run of the workflow.
    .addColumn('execution', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('billed', 'integer', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision', (column) => column.notNull())
    .addColumn('latency_ms', 'double precision', (column) => column.notNull())
    .addColumn('worker', 'text', (column) => column.notNull())
    .addColumn('failed_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('failed_calls_key', ['rollout_id', 'turn', 'step', 'execution', 'attempt'])
    .execute();
  await sql.raw('drop view v_models').execute(db);
  for (const [name, query] of Object.entries(VIEWS)) await sql.raw(`create view ${name} as ${query}`).execute(db);
}

const VIEWS: Readonly<Record<string, string>> = {
  v_failed_calls: `
    select f.rollout_id as rollout, r.batch, r.task_id, r.policy, f.turn, f.step, f.kind, f.model, f.attempt, f.code, f.reason,
      f.billed, f.calls, f.prompt_tokens, f.completion_tokens, f.cost_usd, f.latency_ms, f.worker, f.failed_at
    from failed_calls f left join rollouts r on r.id = f.rollout_id`,
  v_models: `
    select model, kind, status, count(*) as replies, sum(calls) as calls, sum(prompt_tokens) as prompt_tokens,
      sum(completion_tokens) as completion_tokens, sum(cost_usd) as cost_usd, avg(latency_ms) as latency_ms, avg(waited_ms) as waited_ms,
      sum(cached) as cached, sum(hedged) as hedged, 0 as failed
    from calls group by model, kind, status
    union all
    select model, kind, code as status, 0 as replies, sum(calls) as calls, sum(prompt_tokens) as prompt_tokens,
      sum(completion_tokens) as completion_tokens, sum(cost_usd) as cost_usd, avg(latency_ms) as latency_ms, null as waited_ms,
      0 as cached, 0 as hedged, count(*) as failed
    from failed_calls group by model, kind, code`,
};

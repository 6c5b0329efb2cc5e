/** @module Thirteenth migration: how often each rollout was run, and the views that say so. */
import { sql, type Kysely } from 'kysely';

const VIEWS: Readonly<Record<string, string>> = {
  v_rollouts: `
    select id as rollout, batch, suite, dataset, task_id, sample, seed, family, data_source, policy, policy_version,
      outcome, reason, answer, correct, reward, format_reward, answer_reward, tainted, turns, calls, prompt_tokens, completion_tokens,
      cost_usd, started_at, finished_at, latency_ms, question, registry, prompt, plan, runs
    from rollouts`,
  v_batches: `
    select batch, policy, count(*) as rollouts,
      sum(case when outcome = 'answered' then 1 else 0 end) as answered,
      count(correct) as graded,
      coalesce(sum(correct), 0) as correct,
      avg(correct * 1.0) as accuracy,
      avg(reward) as reward,
      sum(tainted) as tainted,
      sum(calls) as calls, sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens, sum(cost_usd) as cost_usd,
      avg(latency_ms) as latency_ms, min(started_at) as first_started_at, max(finished_at) as last_finished_at,
      sum(case when runs > 1 then 1 else 0 end) as rerun
    from rollouts where batch <> '' group by batch, policy`,
};

export async function countRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('rollouts')
    .addColumn('runs', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  for (const [name, query] of Object.entries(VIEWS)) {
    await sql.raw(`drop view ${name}`).execute(db);
    await sql.raw(`create view ${name} as ${query}`).execute(db);
  }
}

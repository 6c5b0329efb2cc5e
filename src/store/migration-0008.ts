/**
 * @module Eighth migration: the views that people ask. docs/store.md says what their columns mean; a column may be added to a view, but
 * none is renamed or removed. Plain SQL that SQLite and PostgreSQL both know.
 */
import { sql, type Kysely } from 'kysely';

const VIEWS: Readonly<Record<string, string>> = {
  v_rollouts: `
    select id as rollout, batch, suite, dataset, task_id, sample, seed, family, data_source, policy, policy_version,
      outcome, reason, answer, correct, reward, format_reward, answer_reward, tainted, turns, calls, prompt_tokens, completion_tokens,
      cost_usd, started_at, finished_at, latency_ms, question, registry, prompt, plan
    from rollouts`,
  v_turns: `
    select t.rollout_id as rollout, r.batch, r.task_id, r.policy, r.family, t.turn, t.action, t.pair, t.solver, t.route,
      t.status, t.note, t.summary, t.confidence, t.calls, t.prompt_tokens, t.completion_tokens, t.cost_usd, t.latency_ms
    from turns t join rollouts r on r.id = t.rollout_id`,
  v_calls: `
    select c.rollout_id as rollout, r.batch, r.task_id, r.policy, c.turn, c.step, c.kind, c.model, c.status, c.calls,
      c.prompt_tokens, c.completion_tokens, c.cost_usd, c.latency_ms, c.waited_ms, c.cached, c.hedged, c.attempt, c.worker,
      c.recorded_at
    from calls c left join rollouts r on r.id = c.rollout_id`,
  v_time: `
    select r.id as rollout, r.batch, r.policy, r.latency_ms,
      coalesce(sum(c.waited_ms), 0) as waiting_ms,
      coalesce(sum(case when c.kind = 'decide' then c.latency_ms - c.waited_ms end), 0) as policy_ms,
      coalesce(sum(case when c.kind <> 'decide' then c.latency_ms - c.waited_ms end), 0) as experts_ms
    from rollouts r left join calls c on c.rollout_id = r.id
    group by r.id, r.batch, r.policy, r.latency_ms`,
  v_batches: `
    select batch, policy, count(*) as rollouts,
      sum(case when outcome = 'answered' then 1 else 0 end) as answered,
      count(correct) as graded,
      coalesce(sum(correct), 0) as correct,
      avg(correct * 1.0) as accuracy,
      avg(reward) as reward,
      sum(tainted) as tainted,
      sum(calls) as calls, sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens, sum(cost_usd) as cost_usd,
      avg(latency_ms) as latency_ms, min(started_at) as first_started_at, max(finished_at) as last_finished_at
    from rollouts where batch <> '' group by batch, policy`,
  v_models: `
    select model, kind, status, count(*) as replies, sum(calls) as calls, sum(prompt_tokens) as prompt_tokens,
      sum(completion_tokens) as completion_tokens, sum(cost_usd) as cost_usd, avg(latency_ms) as latency_ms, avg(waited_ms) as waited_ms,
      sum(cached) as cached, sum(hedged) as hedged
    from calls group by model, kind, status`,
  v_pairs: `
    select r.batch, r.policy, t.pair, t.status, count(*) as turns, avg(t.latency_ms) as latency_ms, sum(t.cost_usd) as cost_usd
    from turns t join rollouts r on r.id = t.rollout_id where t.pair is not null group by r.batch, r.policy, t.pair, t.status`,
  v_scores: `
    select s.rollout_id as rollout, r.batch, r.task_id, r.policy, s.scorer, s.reward_file, s.reward_hash, s.correct, s.score,
      s.reward, s.scored_at
    from scores s join rollouts r on r.id = s.rollout_id`,
};

export async function createViews(db: Kysely<unknown>): Promise<void> {
  for (const [name, query] of Object.entries(VIEWS)) await sql.raw(`create view ${name} as ${query}`).execute(db);
}

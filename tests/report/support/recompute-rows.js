/** @module What the recomputing script reads of a database: SQL only. */

export function read(db, run) {
  const all = (sql) => db.prepare(sql).all([run]);
  const where = 'in (select id from rollouts where batch = ?)';
  const turns = all(`select rollout_id, turn, pair, status from turns where rollout_id ${where} order by turn`);
  const calls = all(`select * from calls where rollout_id ${where}`);
  const rescored = new Set(
    all(`select distinct rollout_id from scores where rollout_id ${where}`).map((row) => row.rollout_id),
  );
  const rows = all(
    'select r.*, d.body as document from rollouts r left join documents d on d.sha256 = r.plan where r.batch = ?',
  );
  return rows.map((row) => {
    const images = JSON.parse(row.images);
    const truths = JSON.parse(row.ground_truth);
    const task = JSON.parse(row.document).task;
    const published = JSON.parse(row.verdict)?.verdicts?.report;
    const own = calls.filter((call) => call.rollout_id === row.id);
    const experts = own.filter((call) => call.step !== 'decide');
    let score = null;
    if (row.outcome !== 'cancelled' && truths.length > 0) {
      if (published) score = published.correct === null ? null : published.score;
      else if (row.outcome !== 'answered') score = 0;
    }
    const side = images[0]?.width ?? 0;
    return {
      ...{ id: row.id, policy: row.policy, suite: row.suite, source: row.data_source, family: row.family },
      ...{ task: `${row.suite}|${row.task_id}`, score, outcome: row.outcome, truth: truths[0] ?? '' },
      cluster: task.group ?? images[0]?.sha256 ?? row.task_id,
      options: task.options?.length ?? 0,
      bin: images.length === 0 ? 'none' : side > 1_000 ? 'large' : 'small',
      pairs: turns.filter((turn) => turn.rollout_id === row.id),
      ...{ cost: row.cost_usd, tokens: row.prompt_tokens + row.completion_tokens, latency: row.latency_ms },
      ...{
        calls: experts.length,
        cached: experts.filter((c) => c.cached).length,
        hedged: experts.filter((c) => c.hedged).length,
      },
      ...{
        tainted: row.tainted,
        rescored: Number(rescored.has(row.id)),
        rerun: Number(row.runs !== 1),
        retried: Number(own.some((c) => c.attempt > 1)),
      },
      time: millisecondByMillisecond(row, own),
      ...{ registry: row.registry, rule: published?.rule ?? '' },
    };
  });
}

/** Every millisecond of the rollout gets the best thing that goes on in it. */
function millisecondByMillisecond(row, calls) {
  const began = Date.parse(row.started_at);
  const clock = new Array(row.latency_ms).fill('engine');
  const paint = (what, from, to) => {
    for (let ms = Math.max(0, from); ms < Math.min(to, row.latency_ms); ms++) clock[ms] = what;
  };
  const spans = calls.map((call) => {
    const to = Date.parse(call.recorded_at) - began;
    return {
      to,
      from: to - call.latency_ms,
      works: to - call.latency_ms + call.waited_ms,
      expert: call.step !== 'decide',
    };
  });
  for (const span of spans) paint('waiting', span.from, span.works);
  for (const span of spans.filter((each) => !each.expert)) paint('policy', span.works, span.to);
  for (const span of spans.filter((each) => each.expert)) paint('experts', span.works, span.to);
  return tally(clock);
}

export function tally(items) {
  const counts = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

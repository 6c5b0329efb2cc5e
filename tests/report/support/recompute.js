/**
 * @module The figures of a report once more, from the database itself: SQL and formulas of its own, nothing of src/. Where the report
 * uses an expansion or seeded draws, this integrates, enumerates, or draws with another generator, so the two agree within a tolerance.
 */
import Database from 'libsql';
import {
  accuracy,
  bounds,
  byCluster,
  generator,
  mean,
  percentile,
  perTask,
  resampled,
  sandwich,
  sum,
} from './recompute-formulas.js';
import { referencesOf } from './recompute-references.js';
import { read, tally } from './recompute-rows.js';

/** @param {string} path of the SQLite file @param {string} run @param {string} train */
export function recompute(path, run, train) {
  const db = new Database(path);
  const facts = read(db, run);
  const training = read(db, train);
  db.close();
  const arms = new Map();
  for (const policy of [...new Set(facts.map((fact) => fact.policy))])
    arms.set(
      policy,
      facts.filter((fact) => fact.policy === policy),
    );
  const references = referencesOf(training, facts);
  for (const [name, members] of references.arms) arms.set(name, members);
  return {
    arms: Object.fromEntries([...arms].map(([name, members]) => [name, armOf(members)])),
    groups: groupsOf(arms),
    compare: (a, b) => compare(arms.get(a), arms.get(b)),
    holm: naiveHolm,
    gap: (policy) => gapOf(arms.get(policy), arms.get('best single pair'), arms.get('routing reference')),
    single: references.single,
    hindsight: accuracy(arms.get('hindsight (any pair)')).mean,
    known: references.known,
    versions: {
      registry: tally(facts.map((fact) => fact.registry)),
      rule: tally(facts.map((fact) => fact.rule).filter(Boolean)),
    },
  };
}

function armOf(facts) {
  const solved = facts.filter((fact) => fact.score > 0.5).length;
  const use = (key) => {
    const values = facts.map((fact) => fact[key]);
    const at = (p) => percentile(values, p);
    return {
      total: sum(values),
      mean: mean(values),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      per_solved: sum(values) / solved,
    };
  };
  const calls = sum(facts.map((fact) => fact.calls));
  return {
    rollouts: facts.length,
    tasks: new Set(facts.map((fact) => fact.task)).size,
    graded: facts.filter((fact) => fact.score !== null).length,
    solved,
    accuracy: accuracy(facts),
    macro: mean(
      [...new Set(facts.map((fact) => fact.suite))].map(
        (suite) => accuracy(facts.filter((fact) => fact.suite === suite)).mean,
      ),
    ),
    macroBounds: macroBounds(facts),
    outcomes: tally(facts.map((fact) => fact.outcome)),
    usage: { cost_usd: use('cost'), tokens: use('tokens'), calls: use('calls'), latency_ms: use('latency') },
    time: ['policy', 'experts', 'waiting', 'engine'].map((what) => sum(facts.map((fact) => fact.time[what] ?? 0))),
    shares: ['tainted', 'rescored', 'rerun', 'retried'].map((what) => mean(facts.map((fact) => fact[what]))),
    callShares: ['cached', 'hedged'].map((what) => sum(facts.map((fact) => fact[what])) / calls),
    ...spread(facts.flatMap((fact) => fact.pairs.map(({ pair }) => ({ pair, family: fact.family })))),
  };
}

function spread(calls) {
  const total = calls.length;
  const share = (counts) => Object.values(counts).map((count) => count / total);
  const entropy = (shares) => sum(shares.map((p) => -p * Math.log(p))) / Math.log(2);
  const pairs = tally(calls.map((call) => call.pair));
  const families = tally(calls.map((call) => call.family));
  const both = tally(calls.map((call) => JSON.stringify([call.family, call.pair])));
  const information = Object.entries(both).map(([key, count]) => {
    const [family, pair] = JSON.parse(key);
    return (count / total) * Math.log2((count * total) / (families[family] * pairs[pair]));
  });
  return { pairs, entropy: entropy(share(pairs)), information: sum(information), both };
}

function macroBounds(facts) {
  const next = generator(20_261_124);
  const suites = [...new Set(facts.map((fact) => fact.suite))].map((suite) =>
    byCluster(perTask(facts.filter((fact) => fact.suite === suite))),
  );
  const draw = () => mean(suites.map((clusters) => mean(resampled(clusters, next).map((task) => task.value))));
  return bounds(Array.from({ length: 800 }, draw));
}

function groupsOf(arms) {
  const category = { chartqa: 'chart understanding', 'hrbench-4k': 'high-resolution perception' };
  const last = (fact) => fact.pairs.filter((turn) => turn.status === 'ok').at(-1)?.pair;
  const names = {
    suite: (fact) => fact.suite,
    category: (fact) => category[fact.source],
    family: (fact) => `${fact.suite}: ${fact.family}`,
    skill: (fact) => last(fact)?.split('@@')[1] ?? '(no expert answered)',
    model: (fact) => last(fact)?.split('@@')[0] ?? '(no expert answered)',
  };
  const groups = {};
  for (const [arm, facts] of arms)
    for (const [by, nameOf] of Object.entries(names))
      for (const name of new Set(facts.map(nameOf).filter(Boolean)))
        groups[JSON.stringify([by, name, arm])] = accuracy(facts.filter((fact) => nameOf(fact) === name));
  return groups;
}

function compare(left, right) {
  const others = Object.fromEntries(perTask(right).map((task) => [task.task, task]));
  const points = perTask(left)
    .filter((task) => others[task.task])
    .map((task) => ({ cluster: task.cluster, value: task.value - others[task.task].value }));
  const clusters = byCluster(points);
  const difference = mean(points.map((point) => point.value));
  const variance = sandwich(points);
  const next = generator(77);
  const draws = Array.from({ length: 800 }, () => mean(resampled(clusters, next).map((point) => point.value)));
  const sums = clusters.map((members) => sum(members.map((member) => member.value)));
  const observed = Math.abs(sum(sums)) - 1e-9;
  const flips = 3_000;
  let hits = 0;
  for (let flip = 0; flip < flips; flip++)
    if (Math.abs(sum(sums.map((each) => (next() < 0.5 ? each : -each)))) >= observed) hits++;
  return {
    ...{ tasks: points.length, clusters: clusters.length, difference, bounds: bounds(draws), p: hits / flips },
    needed: (2.8015852 ** 2 * variance * points.length) / difference ** 2,
    detectable: 2.8015852 * Math.sqrt(variance),
  };
}

/** By the definition: the largest over all smaller ones of p times how many are at least as large. */
function naiveHolm(ps) {
  return ps.map((p) => {
    const smaller = ps.filter((q) => q <= p);
    return Math.min(1, Math.max(...smaller.map((q) => q * ps.filter((other) => other > q || other === q).length)));
  });
}

function gapOf(policy, single, reference) {
  const [p, s, r] = [policy, single, reference].map((facts) =>
    Object.fromEntries(perTask(facts).map((task) => [task.task, task])),
  );
  const tasks = Object.keys(p).filter((task) => s[task] && r[task]);
  const rows = tasks.map((task) => ({
    cluster: p[task].cluster,
    p: p[task].value,
    s: s[task].value,
    r: r[task].value,
  }));
  const figures = (drawn) => {
    const room = mean(drawn.map((row) => row.r - row.s));
    return { room, closed: mean(drawn.map((row) => row.p - row.s)) / room };
  };
  const next = generator(991);
  const clusters = byCluster(rows);
  const draws = Array.from({ length: 800 }, () => figures(resampled(clusters, next)));
  return {
    ...{ tasks: rows.length, ...figures(rows) },
    roomBounds: bounds(draws.map((draw) => draw.room)),
    closedBounds: bounds(draws.map((draw) => draw.closed)),
  };
}

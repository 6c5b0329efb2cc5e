/** @module What the recomputing script chooses on train. */
import { mean, sum } from './recompute-formulas.js';
import { tally } from './recompute-rows.js';

export function referencesOf(training, facts) {
  const pairOf = (fact) => fact.policy.slice('fixed:'.length);
  const fixed = facts.filter((fact) => fact.policy.startsWith('fixed:'));
  const rows = training.filter((fact) => fact.policy.startsWith('fixed:') && fact.score !== null);
  const best = (members) => {
    const pairs = [...new Set(members.map(pairOf))].sort();
    const rank = (pair) => {
      const own = members.filter((fact) => pairOf(fact) === pair);
      return [mean(own.map((fact) => fact.score)), -mean(own.map((fact) => fact.cost))];
    };
    return pairs.reduce((top, pair) => {
      const [[a, c], [b, d]] = [rank(pair), rank(top)];
      return a > b || (a === b && c > d) ? pair : top;
    });
  };
  const single = best(rows);
  const choice = (fact) => {
    const family = rows.filter((row) => row.suite === fact.suite && row.family === fact.family);
    const cell = family.filter((row) => row.bin === fact.bin);
    return cell.length > 0 ? best(cell) : family.length > 0 ? best(family) : single;
  };
  const tasks = [...new Set(fixed.map((fact) => fact.task))];
  const hindsight = tasks.flatMap((task) => {
    const own = fixed.filter((fact) => fact.task === task);
    const pairs = [...new Set(own.map(pairOf))].sort().map((pair) => {
      const members = own.filter((fact) => pairOf(fact) === pair);
      const graded = members.filter((fact) => fact.score !== null);
      const value = graded.length === 0 ? -1 : mean(graded.map((fact) => fact.score));
      return { members, value, cost: sum(members.map((fact) => fact.cost)) };
    });
    return pairs.reduce((top, each) =>
      each.value > top.value || (each.value === top.value && each.cost < top.cost) ? each : top,
    ).members;
  });
  const arms = [
    ['best single pair', fixed.filter((fact) => pairOf(fact) === single)],
    ['routing reference', fixed.filter((fact) => choice(fact) === pairOf(fact))],
    ['hindsight (any pair)', hindsight],
  ];
  return { single, arms, known: knownOf(fixed, tasks) };
}

function knownOf(fixed, tasks) {
  const rows = tasks.map((task) => {
    const own = fixed.filter((fact) => fact.task === task);
    return { own, first: own[0], scores: own.map((fact) => fact.score).filter((score) => score !== null) };
  });
  const families = [...new Set(rows.map(({ first }) => `${first.suite} ${first.family}`))];
  let known = 0;
  let all = 0;
  for (const family of families) {
    const members = rows.filter(({ first }) => `${first.suite} ${first.family}` === family);
    const truths = Object.values(tally(members.map(({ first }) => first.truth)));
    const agree = sum(truths.map((count) => (count / members.length) ** 2));
    const judged = members.filter(({ scores }) => scores.length > 0);
    const luck = judged.map(({ own, first }) => {
      const guesses = own.filter(
        (fact) => fact.outcome === 'answered' && fact.pairs.some((turn) => turn.status === 'ok'),
      ).length;
      return 1 - (1 - (first.options > 1 ? 1 / first.options : agree)) ** guesses;
    });
    const right = mean(judged.map(({ scores }) => Math.max(...scores)));
    known += judged.length * Math.max(0, (right - mean(luck)) / (1 - mean(luck)));
    all += judged.length;
  }
  return known / all;
}

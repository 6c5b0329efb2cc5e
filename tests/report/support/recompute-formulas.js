/** @module Formulas of the recomputing script. */

export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
export const mean = (numbers) => sum(numbers) / numbers.length;

export function perTask(facts) {
  const tasks = {};
  for (const fact of facts ?? []) {
    if (fact.score === null) continue;
    tasks[fact.task] ??= { task: fact.task, cluster: fact.cluster, suite: fact.suite, scores: [] };
    tasks[fact.task].scores.push(fact.score);
  }
  return Object.values(tasks).map((task) => ({ ...task, value: mean(task.scores) }));
}

export function accuracy(facts) {
  return interval(perTask(facts));
}

function interval(tasks) {
  const clusters = new Set(tasks.map((task) => task.cluster)).size;
  if (tasks.length === 0) return { n: 0, clusters: 0, mean: null, low: null, high: null };
  const p = mean(tasks.map((task) => task.value));
  if (clusters < 2) return { n: tasks.length, clusters, mean: p, low: null, high: null };
  const variance = sandwich(tasks.map((task) => ({ cluster: task.cluster, value: task.value })));
  const plain = variance < 1e-12 ? clusters : Math.min(tasks.length, (p * (1 - p)) / variance);
  const n = plain * (1.959964 / studentByIntegration(clusters - 1)) ** 2;
  const inside = (q) => (p - q) ** 2 <= (1.959964 ** 2 * q * (1 - q)) / n;
  return { n: tasks.length, clusters, mean: p, low: edge(p, 0, inside), high: edge(p, 1, inside) };
}

/** The sandwich, as a double sum over pairs of observations of a cluster. */
export function sandwich(points) {
  const centre = mean(points.map((point) => point.value));
  const groups = new Set(points.map((point) => point.cluster)).size;
  let total = 0;
  for (const a of points)
    for (const b of points) if (a.cluster === b.cluster) total += (a.value - centre) * (b.value - centre);
  return (groups / (groups - 1)) * (total / points.length ** 2);
}

/** Where a condition that holds at `from` stops to hold on the way to `to`. */
function edge(from, to, holds) {
  if (holds(to)) return to;
  let [good, bad] = [from, to];
  for (let step = 0; step < 60; step++) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

const students = {};
function studentByIntegration(degrees) {
  if (students[degrees]) return students[degrees];
  // Half of the area is left of 0; Simpson's rule over the angle t = sqrt(v) tan(a), where the density is cos(a)^(v-1).
  const density = (a) => Math.cos(a) ** (degrees - 1);
  const area = (to, steps = 2_000) => {
    const h = to / steps;
    let total = density(0) + density(to);
    for (let i = 1; i < steps; i++) total += density(i * h) * (i % 2 ? 4 : 2);
    return (total * h) / 3;
  };
  const half = area(Math.PI / 2);
  const angle = edge(0, Math.PI / 2, (a) => area(a) / half <= 0.95);
  return (students[degrees] = Math.sqrt(degrees) * Math.tan(angle));
}

export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1) + 1;
  const k = Math.floor(rank);
  return k >= sorted.length ? sorted.at(-1) : sorted[k - 1] * (1 - (rank - k)) + sorted[k] * (rank - k);
}

/** Another generator than the project's. */
export function generator(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export function resampled(clusters, next) {
  return clusters.flatMap(() => clusters[Math.floor(next() * clusters.length)]);
}

export function byCluster(tasks) {
  const groups = {};
  for (const task of tasks) (groups[task.cluster] ??= []).push(task);
  return Object.values(groups);
}

export function bounds(values) {
  return [percentile(values, 0.025), percentile(values, 0.975)];
}

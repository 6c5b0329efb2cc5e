/** @module What rollouts used: money, tokens, calls, time; each, and for every task that was solved. */
import { meanOf, sumOf } from '../statistics/clusters.js';
import { quantile } from '../statistics/quantile.js';
import { isSolved, type Fact, type TimeSplit } from './fact.js';
import type { ArmReport, UsageFigure } from './report.js';

export function usageOf(facts: readonly Fact[]): ArmReport['usage'] {
  const solved = facts.filter(isSolved).length;
  return {
    cost_usd: figure(
      facts.map(({ costUsd }) => costUsd),
      solved,
    ),
    tokens: figure(
      facts.map(({ promptTokens, completionTokens }) => promptTokens + completionTokens),
      solved,
    ),
    calls: figure(
      facts.map(({ expertCalls }) => expertCalls),
      solved,
    ),
    latency_ms: figure(
      facts.map(({ latencyMs }) => latencyMs),
      solved,
    ),
  };
}

function figure(values: readonly number[], solved: number): UsageFigure {
  const total = sumOf(values);
  const at = (p: number): number | null => (values.length === 0 ? null : quantile(values, p));
  return {
    total,
    mean: values.length === 0 ? null : meanOf(values),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    per_solved: solved === 0 ? null : total / solved,
  };
}

export function timeOf(facts: readonly Fact[]): TimeSplit {
  const sum = (part: keyof TimeSplit): number => sumOf(facts.map(({ time }) => time[part]));
  return {
    policy: sum('policy'),
    experts: sum('experts'),
    waiting: sum('waiting'),
    judge: sum('judge'),
    engine: sum('engine'),
  };
}

export function sharesOf(facts: readonly Fact[]): ArmReport['shares'] {
  const share = (holds: (fact: Fact) => boolean): number => ratio(facts.filter(holds).length, facts.length);
  const calls = sumOf(facts.map(({ expertCalls }) => expertCalls));
  return {
    tainted: share(({ tainted }) => tainted),
    rescored: share(({ rescored }) => rescored),
    rerun: share(({ rerun }) => rerun),
    retried: share(({ retried }) => retried),
    cached: ratio(sumOf(facts.map(({ cachedCalls }) => cachedCalls)), calls),
    hedged: ratio(sumOf(facts.map(({ hedgedCalls }) => hedgedCalls)), calls),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

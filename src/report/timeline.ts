/** @module One rollout as it went: the one of the middle, so that it is neither the best nor the worst. */
import type { Reports } from '../store/reports.js';
import type { Arm } from './arms.js';
import type { Fact } from './fact.js';
import type { Timeline } from './report.js';
import { spansOf } from './time-split.js';

/** Of the rollouts with the most calls that at least a tenth of the arm's have, the one of middle latency. Null for an empty arm. */
export async function typicalTimeline(reports: Reports, arm: Arm | undefined): Promise<Timeline | null> {
  const fact = typicalOf(arm?.facts ?? []);
  if (arm === undefined || fact === undefined) return null;
  const [row] = await reports.rollouts([fact.id]);
  if (row === undefined) return null;
  const calls = await reports.calls([fact.id]);
  const spans = spansOf(calls, Date.parse(row.startedAt), row.latencyMs).map(({ what, label, from, to }) => ({
    ...{ what, label },
    ...{ from_ms: from, to_ms: to },
  }));
  return { rollout: fact.id, arm: arm.name, latency_ms: row.latencyMs, spans };
}

function typicalOf(facts: readonly Fact[]): Fact | undefined {
  const byCalls = [...facts].sort((a, b) => b.expertCalls - a.expertCalls);
  const most = byCalls[Math.floor(facts.length / 10)]?.expertCalls;
  const candidates = facts
    .filter(({ expertCalls }) => expertCalls === most)
    .sort((a, b) => a.latencyMs - b.latencyMs || (a.id < b.id ? -1 : 1));
  return candidates[Math.floor(candidates.length / 2)];
}

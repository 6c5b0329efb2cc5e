/** @module Where the time of a rollout went, from the calls in the ledger. */
import { DECIDE_STEP, isJudgeStep } from '../domain/step-id.js';
import type { ReportedCall } from '../store/reports.js';
import type { TimeSplit } from './fact.js';

export type Activity = Exclude<keyof TimeSplit, 'engine'>;

/** A stretch of a rollout's time, milliseconds since it began. */
export interface Span {
  readonly what: Activity;
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** Which activity a moment counts as when several go on: the one that does most for the answer. */
const ORDER: readonly Activity[] = ['experts', 'policy', 'judge', 'waiting'];

/**
 * What was going on when: a call ends when its reply is recorded, begins its latency before that, and stands in line first. Spans are
 * cut to the rollout's time.
 */
export function spansOf(calls: readonly ReportedCall[], startedAtMs: number, latencyMs: number): readonly Span[] {
  return calls.flatMap((call): Span[] => {
    const to = Date.parse(call.recordedAt) - startedAtMs;
    const from = to - call.latencyMs;
    const works = from + Math.min(call.waitedMs, call.latencyMs);
    const label = `${call.turn} ${call.step === DECIDE_STEP ? 'decide' : `${call.step}: ${call.model}`}`;
    const spans: Span[] = [
      { what: 'waiting', label, from, to: works },
      { what: activityOf(call), label, from: works, to },
    ];
    return spans
      .map((span) => ({ ...span, from: clamp(span.from, latencyMs), to: clamp(span.to, latencyMs) }))
      .filter((span) => span.to > span.from);
  });
}

function activityOf({ step }: ReportedCall): Activity {
  if (step === DECIDE_STEP) return 'policy';
  return isJudgeStep(step) ? 'judge' : 'experts';
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}

/** Every moment is counted once, so the parts add up to the latency; steps that ran side by side share theirs. */
export function splitTime(spans: readonly Span[], latencyMs: number): TimeSplit {
  const edges = [...new Set([0, latencyMs, ...spans.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const split = { policy: 0, experts: 0, waiting: 0, judge: 0, engine: 0 };
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1];
    if (to === undefined) break;
    const what = ORDER.find((each) => spans.some((span) => span.what === each && span.from <= from && span.to >= to));
    split[what ?? 'engine'] += to - from;
  }
  return split;
}

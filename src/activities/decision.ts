/** @module What a judge or a person decided about an answer, and how that enters the verdict that the rules left open. */
import type { DecidedBy, JudgeCall, Reviewed } from '../domain/answer-check.js';
import { clip } from '../domain/escape.js';
import type { PreparedTask } from '../domain/task.js';
import { inOrder, type RuleVerdicts, type VerdictSummary } from '../domain/verdict.js';
import type { CallRow } from '../store/rows.js';
import { judgement } from './judge-call.js';

const MAX_WHY = 200;

export interface Decision {
  readonly correct: boolean | null;
  /** 0..1. */
  readonly score: number;
  readonly why: string;
  /** Undefined: nobody decided, and `why` says so. */
  readonly by: DecidedBy | undefined;
}

interface Asked {
  readonly judged: readonly JudgeCall[] | undefined;
  readonly review: Reviewed | undefined;
  readonly rows: readonly CallRow[];
}

/** The last one that was asked counts. @returns undefined when nobody was asked */
export function decisionOf(task: PreparedTask, answer: string, { judged, review, rows }: Asked): Decision | undefined {
  if (review !== undefined) return reviewed(review);
  if (judged === undefined) return undefined;
  const { correct, score, why, model } = judgement(task, answer, judged, rows);
  return { correct, score, why, by: correct === null ? undefined : { kind: 'judge', model, correct } };
}

/** As it was when the answer was checked. */
export function storedDecision(by: DecidedBy): Decision {
  if (by.kind !== 'judge') return reviewed(by);
  const { model, correct } = by;
  return { correct, score: correct ? 1 : 0, why: `the judge ${model} found it ${correct ? 'right' : 'wrong'}`, by };
}

function reviewed(review: Reviewed): Decision {
  if (review.kind === 'person') {
    const { score, by, note } = review;
    return { correct: score === 1, score, why: note === '' ? `${by} says so` : `${by}: ${note}`, by: review };
  }
  const correct = review.verdict === 'undecided' ? null : review.verdict === 'right';
  return { correct, score: correct === true ? 1 : 0, why: 'nobody reviewed it in time', by: review };
}

type Open = Pick<VerdictSummary, 'correct' | 'score' | 'rule' | 'why'>;

/** Fills in what the rules left open, and nothing else. */
export function settle(
  verdict: Open,
  verdicts: RuleVerdicts | undefined,
  decision: Decision | undefined,
): { readonly verdict: Open; readonly verdicts: RuleVerdicts | undefined; readonly decidedBy?: DecidedBy } {
  if (decision === undefined) return { verdict, verdicts };
  const { correct, score, by } = decision;
  const found = { correct, score, why: clip(decision.why, MAX_WHY) };
  const filled = inOrder(verdicts).map(
    ([name, each]) => [name, each.correct === null ? { ...each, ...found } : each] as const,
  );
  return {
    verdict: verdict.correct === null ? { ...verdict, ...found } : verdict,
    verdicts: verdicts === undefined ? undefined : Object.fromEntries(filled),
    ...(by === undefined ? {} : { decidedBy: by }),
  };
}

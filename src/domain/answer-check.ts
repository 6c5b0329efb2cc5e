/** @module Who decides about an answer: the rules, where they can't a judge model, where it can't a person, at last a default. */
import type { CallOptions } from './task.js';
import type { PlannedStep, StepOutcome } from './trajectory.js';
import { inOrder, type VerdictSummary } from './verdict.js';

/** As submitted with a rollout; without it, what the rules can't decide stays open. */
export interface AnswerCheckInput {
  /** A model of the registry that is asked twice, in both orders; only when both replies agree it has decided. */
  readonly judge?: string;
  /** How long a person's verdict is waited for (`maestro review`), seconds. */
  readonly review_seconds?: number;
  /** What stands when nobody came; default `undecided`. */
  readonly review_default?: ReviewDefault;
}

export const REVIEW_DEFAULTS = ['right', 'wrong', 'undecided'] as const;
export type ReviewDefault = (typeof REVIEW_DEFAULTS)[number];

/** The same as the workflow sees it. */
export interface AnswerCheckPlan {
  readonly judge?: { readonly steps: readonly PlannedStep[]; readonly calls: Readonly<Record<string, CallOptions>> };
  readonly review?: { readonly waitMs: number; readonly otherwise: ReviewDefault };
}

/** What became of the question to the judge in one order. */
export type JudgeCall = Pick<StepOutcome, 'step' | 'status' | 'note'>;

/** A person's verdict, as the signal `review` carries it. */
export interface PersonsVerdict {
  /** 0..1; 1 is right. */
  readonly score: number;
  readonly by: string;
  readonly note: string;
}

/** What came of waiting for a person; `at` is ISO 8601. */
export type Reviewed =
  | ({ readonly kind: 'person'; readonly at: string } & PersonsVerdict)
  | { readonly kind: 'default'; readonly at: string; readonly verdict: ReviewDefault };

/** Who decided where the rules could not. */
export type DecidedBy = { readonly kind: 'judge'; readonly model: string; readonly correct: boolean } | Reviewed;

export const MAX_REVIEWER = 100;
export const MAX_REVIEW_NOTE = 1_000;

/** A signal's argument is whatever its sender wrote. @returns undefined when it is no verdict */
export function readPersonsVerdict(value: unknown): PersonsVerdict | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { score, by, note = '' } = memberMap(value);
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) return undefined;
  if (typeof by !== 'string' || by.trim() === '' || by.length > MAX_REVIEWER) return undefined;
  if (typeof note !== 'string' || note.length > MAX_REVIEW_NOTE) return undefined;
  return { score, by: by.trim(), note };
}

function memberMap(value: object): Readonly<Record<string, unknown>> {
  return { ...value };
}

/** What can be asked, one after the other; each gives the verdict as it stands then. */
export interface Deciders {
  readonly rules: () => Promise<VerdictSummary>;
  readonly judge: (judge: NonNullable<AnswerCheckPlan['judge']>) => Promise<VerdictSummary>;
  readonly person: (review: NonNullable<AnswerCheckPlan['review']>, soFar: VerdictSummary) => Promise<VerdictSummary>;
}

/** Asks one after the other until one has decided. Only an answer is judged. */
export async function decideAnswer(
  check: AnswerCheckPlan | undefined,
  answered: boolean,
  { rules, judge, person }: Deciders,
): Promise<VerdictSummary> {
  const byRules = await rules();
  if (!answered || !isOpen(byRules) || check === undefined) return byRules;
  const judged = check.judge === undefined ? byRules : await judge(check.judge);
  return !isOpen(judged) || check.review === undefined ? judged : person(check.review, judged);
}

/** Could any rule of the source not decide? */
function isOpen({ correct, verdicts = {} }: VerdictSummary): boolean {
  return correct === null || inOrder(verdicts).some(([, verdict]) => verdict.correct === null);
}

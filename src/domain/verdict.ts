/** @module What the answer of a rollout came to: each rule's verdict, and the reward by its declared file, term by term. */
import type { DecidedBy } from './answer-check.js';
import type { RewardTerms } from './reward.js';
import { RULES, type RuleName } from './rule-names.js';

/** What one rule of the data source says. Texts are cut. */
export interface RuleVerdict {
  /** Null: the rule can't decide. */
  readonly correct: boolean | null;
  /** 0..1. */
  readonly score: number;
  readonly extracted: string;
  /** With its version: `chartqa/reward@1`. */
  readonly rule: string;
  readonly why: string;
}

export type RuleVerdicts = Readonly<Partial<Record<RuleName, RuleVerdict>>>;

/** The reward as a declared file gives it. */
export interface GivenReward {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of what the file says: a document of the results database. */
  readonly hash: string;
  readonly terms: RewardTerms;
  /** Wall time until the answer was checked: what the latency term is made of, milliseconds. */
  readonly elapsedMs: number;
}

/** What `checkAnswer` tells the workflow. */
export interface VerdictSummary {
  /** By the rule that the reward file names; null: not graded, or not decided. */
  readonly correct: boolean | null;
  /** 0..1. */
  readonly score: number;
  readonly answerReward: number;
  readonly formatReward: number;
  readonly reward: number;
  /** The committed answer, at most 200 characters; empty when there was none. */
  readonly answer: string;
  readonly rule: string;
  readonly why: string;
  /** Of every rule that the source has. Absent: there was nothing to grade, or the history is from before they were kept. */
  readonly verdicts?: RuleVerdicts;
  /** Absent in histories from before rewards were files. */
  readonly given?: GivenReward;
  /** Absent: the rules decided, or nobody. */
  readonly decidedBy?: DecidedBy;
}

/** `{"report": true, "reward": false}`: what each rule says of the answer, for tables. */
export function marksOf(verdicts: RuleVerdicts | undefined): Readonly<Record<string, boolean | null>> {
  return Object.fromEntries(inOrder(verdicts).map(([rule, verdict]) => [rule, verdict.correct]));
}

/** The verdicts in the order of the rules, wherever they were stored. */
export function inOrder(verdicts: RuleVerdicts = {}): readonly (readonly [RuleName, RuleVerdict])[] {
  return RULES.flatMap((rule) => {
    const verdict = verdicts[rule];
    return verdict === undefined ? [] : [[rule, verdict] as const];
  });
}

/** `paper@1` */
export function rewardFileOf({ name, version }: Pick<GivenReward, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** The parts of the reward, without their sum. */
export function termsOf(verdict: Pick<VerdictSummary, 'given'> | undefined): Readonly<Record<string, number>> {
  if (verdict?.given === undefined) return {};
  const { answer, format, cost, latency, calls } = verdict.given.terms;
  return { answer, format, cost, latency, calls };
}

/** @module What grading takes and gives: the item, the verdict of each rule, and the form of a grader. */

import type { RuleName } from '../domain/reward.js';

/** What is to be graded: the structured answer of a trajectory, never its transcript, and what the task says of itself. */
export interface GradeInput {
  /** A name of `sources.ts`, perhaps with a parameter behind a colon: `chartqa`, `numeric:5%`. */
  readonly dataSource: string;
  readonly answer: string;
  /** At least one; several are equally right, except that questions with options may give the letter and its text. */
  readonly groundTruth: readonly string[];
  readonly family?: string;
  /** What the question asks; only a judge reads it. */
  readonly question?: string;
  /** Texts of the options, the first being A. */
  readonly options?: readonly string[];
  /** The row's own word for its kind of answer: Slake's `OPEN` and `CLOSED`. */
  readonly answerType?: string;
  readonly category?: string;
}

export interface Verdict {
  /** Null: this rule can't decide, and `why` says what is missing. */
  readonly correct: boolean | null;
  /** 0..1. */
  readonly score: number;
  /** What was taken from the answer as the committed one; empty when nothing was. */
  readonly extracted: string;
  /** The rule that was applied, with its version: `chartqa/reward@1`. */
  readonly rule: string;
  readonly why: string;
}

/** The verdict of each rule that the source has. */
export type Verdicts = Readonly<Partial<Record<RuleName, Verdict>>> & {
  readonly report: Verdict;
  readonly reward: Verdict;
};

/** What a rule finds; the dispatcher adds its name and version. */
export type Finding = Omit<Verdict, 'rule'>;

/** An item as a rule sees it: facts are always there, perhaps empty. */
export interface Item {
  readonly answer: string;
  readonly truths: readonly string[];
  readonly family: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly answerType: string;
  readonly category: string;
  /** What stood behind the colon of the data source. */
  readonly parameter: string;
}

export type Equivalence = 'equal' | 'different' | 'undecided';

export interface CodeTest {
  readonly language: 'python';
  /** The candidate. It is hostile: only a sandbox may run it. */
  readonly code: string;
  /** What is run behind it; it raises when the candidate is wrong. */
  readonly tests: string;
  readonly timeoutMs: number;
}

export interface CodeTestResult {
  readonly status: 'passed' | 'failed' | 'timed_out';
  readonly detail: string;
}

/** What rules need of the outside; each is injected, and a rule whose tool is missing can't decide. */
export interface GradingTools {
  /**
   * Are two formulas (LaTeX) the same value, or no further apart than `within`? Ends in bounded time; never throws for what it
   * can't read.
   */
  readonly equivalent: (a: string, b: string, within?: number) => Promise<Equivalence>;
  readonly runCode?: (test: CodeTest) => Promise<CodeTestResult>;
  /** Asks a judge model; returns its whole reply. */
  readonly askJudge?: (prompt: string) => Promise<string>;
}

/** Total on any string. Rules that need no tool answer at once. */
export type Rule = (item: Item, tools: GradingTools) => Finding | Promise<Finding>;

export interface Grader {
  /** The data source's name. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** Counts up when a verdict of any of its rules may change. */
  readonly version: number;
  /** One line for people. */
  readonly summary: string;
  /** Characters; a longer answer commits to nothing under `reward`. Default {@link MAX_REWARDED}. */
  readonly maxLength?: number;
  /** What may stand behind a colon of the data source; absent: nothing. */
  readonly parameter?: RegExp;
  /** What an answer commits to where no truth tells how it is to be read; left out: what `reward` extracts. */
  readonly read?: (answer: string) => string | undefined;
  /** Why `reward` pays nothing for an answer, whatever its rule would find; undefined where nothing is against it. */
  readonly refuses?: (answer: string) => string | undefined;
  readonly rules: Readonly<Partial<Record<RuleName, Rule>>> & { readonly report: Rule; readonly reward: Rule };
}

/** Answers longer than this commit to nothing: dumping text must not pay. Characters. */
export const MAX_REWARDED = 2_000;
/** Published rules have no limit; ours ends them here, so that they end. Characters. */
export const MAX_REPORTED = 100_000;

/** @module What a rule says of an answer. */

export interface Verdict {
  readonly correct: boolean;
  /** 0..1. */
  readonly score: number;
  /** What was taken from the answer as the committed one; empty when nothing was. */
  readonly extracted: string;
  /** Name of the rule that was applied. */
  readonly rule: string;
  readonly why: string;
}

export interface GradeInput {
  readonly dataSource: string;
  readonly family: string;
  readonly answer: string;
  /** At least one; several are equally right. */
  readonly groundTruth: readonly string[];
}

/** A scorer: pure, total on any string, one committed answer. */
export type Scorer = (input: GradeInput) => Verdict;

/** The verdict of comparing one extracted value with each truth. */
export function verdictOf(rule: string, extracted: string | undefined, matches: boolean, truth: string): Verdict {
  if (extracted === undefined) {
    return { correct: false, score: 0, extracted: '', rule, why: 'no committed answer could be read' };
  }
  const shown = extracted.slice(0, 100);
  return {
    correct: matches,
    score: matches ? 1 : 0,
    extracted,
    rule,
    why: matches ? `"${shown}" equals "${truth}"` : `"${shown}" is not "${truth}"`,
  };
}

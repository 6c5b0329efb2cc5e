/** @module What the calls of a rollout brought, and the distinct answers among it: the candidates. */

export interface Observed {
  readonly pair: string;
  /** The input template that was used; empty: the question itself. */
  readonly input: string;
  /** `cannot`: the expert said so; `failed`: unavailable, timed out, rejected, malformed. */
  readonly status: 'ok' | 'cannot' | 'failed';
  /** As it would be given for an answer. */
  readonly answer: string;
  /** What the rules of the task's source extract from it: answers of one key are the same answer. Empty: no answer. */
  readonly key: string;
  /** 0..1; null: the expert gave none. */
  readonly confidence: number | null;
}

export interface Candidate {
  readonly key: string;
  /** The answer of the first that gave it. */
  readonly text: string;
  readonly supporters: readonly Observed[];
}

/** The distinct answers, in the order in which they came. */
export function candidatesOf(observed: readonly Observed[]): readonly Candidate[] {
  const byKey = new Map<string, Observed[]>();
  for (const each of observed) {
    if (each.status === 'ok' && each.key !== '') byKey.set(each.key, [...(byKey.get(each.key) ?? []), each]);
  }
  return [...byKey].map(([key, supporters]) => ({ key, text: supporters[0]?.answer ?? '', supporters }));
}

/** Wrong answers that a question is taken to have. Only a shape for a feature: what follows from it is learned. */
const WRONG_ANSWERS = 9;
/** No one is taken to be always right or always wrong. */
const CERTAIN = 0.95;

/**
 * How probable each candidate is (0..1, in their order; the rest is "none of them"), if answers were independent: by Bayes over
 * one right and {@link WRONG_ANSWERS} wrong answers, each observation being right with its `trust`.
 */
export function beliefs(candidates: readonly Candidate[], trust: (observed: Observed) => number): readonly number[] {
  const all = candidates.flatMap(({ supporters }) => supporters);
  const right = (observed: Observed): number => Math.min(CERTAIN, Math.max(1 - CERTAIN, trust(observed)));
  const likelihood = (key: string | undefined): number =>
    all.reduce((product, each) => {
      const probability = right(each);
      return product * (each.key === key ? probability : (1 - probability) / WRONG_ANSWERS);
    }, 1);
  const weights = candidates.map(({ key }) => likelihood(key));
  const unseen = Math.max(0, WRONG_ANSWERS + 1 - candidates.length);
  const total = weights.reduce((sum, each) => sum + each, unseen * likelihood(undefined));
  return weights.map((weight) => weight / total);
}

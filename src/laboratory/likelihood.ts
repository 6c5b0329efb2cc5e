/** @module What is hidden of a task, and how probable each reply is under it: the world's model, as only the laboratory knows it. */
import type { SyntheticExpert, World } from './world.js';

/** Everything that a policy can't see. */
export interface Hypothesis {
  readonly difficulty: number;
  readonly truth: number;
  readonly trap: number;
  readonly misled: readonly boolean[];
  /** Before any reply. */
  readonly prior: number;
}

/** What an expert replied: it failed, or gave a value with high or low confidence. */
export type Reply = 'failed' | { readonly value: number; readonly high: boolean };

export function hypothesesOf({ difficulties, values, misleading }: World): readonly Hypothesis[] {
  const all = Array.from({ length: values }, (_, value) => value);
  const lineages = misleading.reduce<readonly { readonly misled: readonly boolean[]; readonly prior: number }[]>(
    (partial, probability) =>
      partial.flatMap(({ misled, prior }) => [
        { misled: [...misled, false], prior: prior * (1 - probability) },
        { misled: [...misled, true], prior: prior * probability },
      ]),
    [{ misled: [], prior: 1 }],
  );
  return difficulties.flatMap((share, difficulty) =>
    all.flatMap((truth) =>
      all
        .filter((trap) => trap !== truth)
        .flatMap((trap) =>
          lineages.map(({ misled, prior }) => ({
            difficulty,
            truth,
            trap,
            misled,
            prior: (prior * share) / (values * (values - 1)),
          })),
        ),
    ),
  );
}

/** Probability of a reply under a hypothesis. */
export function likelihood(
  { values }: World,
  expert: SyntheticExpert,
  family: number,
  { difficulty, truth, trap, misled }: Hypothesis,
  reply: Reply,
): number {
  if (reply === 'failed') return expert.faults;
  const right = reply.value === truth;
  const accuracy = expert.accuracy[family]?.[difficulty] ?? 0;
  const plain = right ? accuracy : (1 - accuracy) / (values - 1);
  const given = (misled[expert.lineage] ?? false) ? (reply.value === trap ? 1 : 0) : plain;
  return (1 - expert.faults) * given * (right === reply.high ? expert.candour : 1 - expert.candour);
}

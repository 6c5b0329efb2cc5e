/**
 * @module The laboratory's worlds: families of tasks, and synthetic experts whose profiles are known. Nothing here is a product's
 * number: it is where learning can be held against what is best.
 */
import { MaestroError } from '../domain/errors.js';
import { seededRandom, type Random } from '../domain/random.js';
import type { PairCard } from '../learning/cards.js';

export interface SyntheticExpert {
  readonly pair: string;
  /** Probability of a right answer when it is not misled: by family, then by difficulty. */
  readonly accuracy: readonly (readonly number[])[];
  /** Experts of one lineage are misled together: then all of them give the same wrong answer. */
  readonly lineage: number;
  /** Probability that a call fails. It costs as much as one that does not. */
  readonly faults: number;
  /** Probability that a right answer comes with high confidence, and a wrong one with low. */
  readonly candour: number;
  /** Of a call, in units of reward: a right answer is worth 1. */
  readonly cost: number;
  readonly costUsd: number;
  readonly latencyMs: number;
  readonly strengths: string;
}

export interface World {
  readonly name: string;
  /** Words that questions of each family are made of. */
  readonly families: readonly { readonly name: string; readonly words: readonly string[] }[];
  /** Probability of each difficulty. It can't be seen in the question. */
  readonly difficulties: readonly number[];
  /** Number of possible answers. */
  readonly values: number;
  /** Probability that a task misleads each lineage. */
  readonly misleading: readonly number[];
  readonly experts: readonly SyntheticExpert[];
  readonly maxCalls: number;
}

export const CONFIDENCE = { low: 0.3, high: 0.9 } as const;

const FAMILIES = [
  { name: 'count', words: ['how', 'many', 'count', 'number', 'objects', 'total'] },
  { name: 'read', words: ['text', 'read', 'word', 'letters', 'printed', 'written'] },
  { name: 'chart', words: ['chart', 'axis', 'bar', 'value', 'legend', 'trend'] },
  { name: 'shape', words: ['angle', 'triangle', 'length', 'side', 'circle', 'radius'] },
] as const;

export interface WorldOptions {
  readonly experts: number;
  /** Names the world, with the number of experts. */
  readonly seed: number;
  /** Probability that any expert's call fails. */
  readonly faults: number;
}

/**
 * Experts are specialists of one family, strong on easy tasks and weaker on hard ones, or sturdy ones, weaker on easy tasks and
 * hardly worse on hard ones: accuracies cross, so that words alone do not route.
 * @throws MaestroError INVALID_INPUT for fewer than 2 or more than 64 experts
 */
export function makeWorld({ experts, seed, faults }: WorldOptions): World {
  if (!Number.isInteger(experts) || experts < 2 || experts > 64)
    throw new MaestroError('INVALID_INPUT', `A world with ${experts} experts can't be made: choose 2 to 64.`);
  const random = seededRandom('laboratory', experts, seed);
  return {
    name: `${experts} experts, seed ${seed}, ${Math.round(100 * faults)} % faults`,
    families: FAMILIES,
    difficulties: [0.6, 0.4],
    values: 4,
    misleading: [0.08, 0.08],
    experts: Array.from({ length: experts }, (_, index) => makeExpert(random, index, faults)),
    maxCalls: Math.min(4, experts),
  };
}

function makeExpert(random: Random, index: number, faults: number): SyntheticExpert {
  const best = (index + random.int(0, 1) * 2) % FAMILIES.length;
  const sturdy = random.next() < 0.4;
  const accuracy = FAMILIES.map((_, family) => {
    if (family !== best) return [random.real(0.3, 0.6), random.real(0.25, 0.45)];
    return sturdy
      ? [random.real(0.72, 0.82), random.real(0.68, 0.78)]
      : [random.real(0.85, 0.97), random.real(0.4, 0.6)];
  });
  const cost = random.pick([0.01, 0.02, 0.05]);
  return {
    pair: `Expert${index}@@Work`,
    accuracy,
    lineage: random.int(0, 1),
    faults,
    candour: random.real(0.7, 0.85),
    cost,
    costUsd: cost / 10,
    latencyMs: random.int(50, 2_000),
    strengths: (FAMILIES[best] ?? FAMILIES[0]).words.slice(0, 4).join(' '),
  };
}

/** What the experts say of themselves: all that a policy sees of them before any call. */
export function cardsOfWorld({ experts }: World): readonly PairCard[] {
  return experts.map(({ pair, strengths, costUsd, latencyMs }) => ({
    pair,
    model: pair,
    skill: 'Work',
    text: strengths,
    keywords: [],
    needsImage: false,
    modalities: ['text'],
    costUsd,
    latencyMs,
    inputs: [],
  }));
}

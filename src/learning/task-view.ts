/** @module All that is known of a task and of each pair before the first call. Made once for a rollout. */
import { MaestroError } from '../domain/errors.js';
import { hasWords, wordsOf } from '../domain/words.js';
import { indexDescriptions, similarities, type SimilarityIndex } from '../skills/similarity.js';
import type { PairCard } from './cards.js';
import { shrunkAccuracy, weightOf, type RecordIndex } from './records.js';

export interface LearnTask {
  readonly id: string;
  readonly question: string;
  readonly hasImages: boolean;
  /** Names the task's images, e.g. their hashes; empty: none. */
  readonly image: string;
  /** Kind of task as in the records; empty: not known. */
  readonly kind: string;
}

/** The pairs that may be called, with the words of their cards. */
export interface Pool {
  readonly cards: readonly PairCard[];
  readonly index: SimilarityIndex;
  /** Lists of keywords, each once (pairs of one skill share theirs), as they stand in words. */
  readonly phrases: ReadonlyMap<PairCard['keywords'], readonly string[]>;
}

export interface PairView {
  readonly card: PairCard;
  /** Cosine of question and card, 0..1. */
  readonly similarity: number;
  /** The same as a share of the most similar card's. */
  readonly match: number;
  /** 1 when a keyword of the skill stands in the question. */
  readonly keyword: number;
  /** 1 when the pair works on what the task has: images or none. */
  readonly suits: number;
  /** 0..1, see `shrunkAccuracy`; and what it is worth. */
  readonly accuracy: number;
  readonly weight: number;
}

export interface TaskView {
  readonly task: LearnTask;
  readonly pairs: readonly PairView[];
}

/** What a card promises: from a quarter (nothing in common with the question) to three quarters (the most of all cards). */
const PROMISED = { least: 0.25, most: 0.75 };

/** @throws MaestroError INVALID_INPUT for a pool without pairs, or with one twice */
export function poolOf(cards: readonly PairCard[]): Pool {
  if (cards.length === 0)
    throw new MaestroError('INVALID_INPUT', 'There is no pair to choose from: enable at least one model with a skill.');
  const twice = cards.find(({ pair }, index) => cards.findIndex((other) => other.pair === pair) < index);
  if (twice !== undefined)
    throw new MaestroError('INVALID_INPUT', `The pair ${twice.pair} is offered twice: leave one of its cards out.`);
  return {
    cards,
    index: indexDescriptions(cards.map(({ text }) => text)),
    phrases: new Map(cards.map(({ keywords }) => [keywords, keywords.map(wordsOf)])),
  };
}

export function viewTask({ cards, index, phrases }: Pool, task: LearnTask, records: RecordIndex): TaskView {
  const similar = similarities(index, task.question);
  const most = Math.max(...similar);
  const words = wordsOf(task.question);
  const found = new Map(
    [...phrases].map(([keywords, list]) => [keywords, list.some((phrase) => hasWords(words, phrase)) ? 1 : 0]),
  );
  const pairs = cards.map((card, place) => {
    const similarity = similar[place] ?? 0;
    const match = most > 0 ? similarity / most : 0;
    const record = records.of(card.pair, task.kind, { task: task.id, image: task.image });
    return {
      card,
      similarity,
      match,
      keyword: found.get(card.keywords) ?? 0,
      suits: suits(card, task) ? 1 : 0,
      accuracy: shrunkAccuracy(record, PROMISED.least + (PROMISED.most - PROMISED.least) * match),
      weight: weightOf(record),
    };
  });
  return { task, pairs };
}

function suits({ needsImage, modalities }: PairCard, { hasImages }: LearnTask): boolean {
  return needsImage ? hasImages && modalities.includes('image') : !hasImages && modalities.includes('text');
}

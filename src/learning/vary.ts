/**
 * @module A registry that is another one from group to group, so that a policy learns to read cards and not a set of pairs: which pairs
 * are offered, what their cards say, cost and take, which calls fail. All members of a group see the same; a function of (run, step, task).
 */
import { seededRandom, type Random } from '../domain/random.js';
import type { TrainingInput } from '../domain/task.js';
import type { PairCard } from './cards.js';

/** Which group it is; the seed of what is varied. */
export interface GroupKey {
  readonly run: string;
  readonly step: number;
  readonly task: string;
}

/** So many stay at least, as long as there are so many. */
const LEAST_PAIRS = 2;

/**
 * The pairs that a group is offered: with `share` 0 all of them, with 1 any number from {@link LEAST_PAIRS} on.
 * @param pairs in any order
 */
export function varyPairs(pairs: readonly string[], share: number, { run, step, task }: GroupKey): readonly string[] {
  if (share === 0) return pairs;
  const random = seededRandom('vary-pairs', run, step, task);
  const least = Math.min(pairs.length, Math.max(LEAST_PAIRS, Math.ceil((1 - share) * pairs.length)));
  return random.shuffle([...pairs].sort()).slice(0, random.int(least, pairs.length));
}

/** Prices and latencies of cards that name none: US dollars and milliseconds, drawn by magnitude. */
const FREE = { least: 1e-4, most: 1e-1 };
const UNTIMED = { least: 10, most: 10_000 };
/** The most that a price or latency is raised or lowered by, at a share of 1. */
const FACTOR = 10;

/** The same cards in other words, at other prices. With `share` 0 they are as they were. */
export function varyCards(
  cards: readonly PairCard[],
  share: number,
  { run, step, task }: GroupKey,
): readonly PairCard[] {
  if (share === 0) return cards;
  // What belongs to a model or a skill is varied once for all of its pairs.
  const of = (what: string, name: string): Random => seededRandom('vary-cards', what, name, run, step, task);
  return cards.map((card) => {
    const model = of('model', card.model);
    const price = card.costUsd === 0 ? between(model, FREE) * share : card.costUsd * factor(model, share);
    const latency = card.latencyMs === null ? between(model, UNTIMED) : card.latencyMs * factor(model, share);
    return {
      ...card,
      text: paraphrase(card.text, share, of('text', card.pair)),
      keywords: some(card.keywords, share, of('keywords', card.skill)),
      costUsd: price,
      latencyMs: latency,
    };
  });
}

/** Does this call fail, as if its model was down? */
export function isFaultInjected(
  { run, step, member, vary }: TrainingInput,
  task: string,
  turn: number,
  pair: string,
): boolean {
  const share = vary?.faults ?? 0;
  return share > 0 && seededRandom('vary-faults', run, step, task, member, turn, pair).next() < share;
}

/** Words that say the same on cards; which of them stands there is of no weight. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['picture', 'image', 'photo'],
  ['count', 'number', 'tally'],
  ['counts', 'numbers', 'tallies'],
  ['read', 'recognise', 'transcribe'],
  ['reads', 'recognises', 'transcribes'],
  ['answer', 'reply', 'result'],
  ['question', 'task', 'problem'],
  ['find', 'locate', 'detect'],
  ['finds', 'locates', 'detects'],
  ['exact', 'precise'],
  ['solve', 'work out'],
  ['solves', 'works out'],
  ['text', 'writing', 'words'],
  ['small', 'tiny', 'little'],
  ['chart', 'graph', 'plot'],
  ['figure', 'drawing', 'diagram'],
  ['fast', 'quick'],
  ['choose', 'pick', 'prefer'],
  ['good', 'strong', 'reliable'],
  ['wrong', 'incorrect', 'mistaken'],
];

/** The share of words that are left out, at a share of 1. */
const LEFT_OUT = 0.4;

function paraphrase(text: string, share: number, random: Random): string {
  const words = text.split(/(\s+)/).map((word) => {
    if (/^\s*$/.test(word)) return word;
    const alike = SYNONYMS.find((each) => each.includes(word.toLowerCase()));
    if (alike !== undefined && random.next() < share) return random.pick(alike);
    return random.next() < LEFT_OUT * share ? '' : word;
  });
  return random.shuffle(words.join('').split('\n')).join('\n');
}

/** At least one, if there is one. */
function some(items: readonly string[], share: number, random: Random): readonly string[] {
  const kept = items.filter(() => random.next() >= LEFT_OUT * share);
  return kept.length > 0 ? kept : items.slice(0, 1);
}

function factor(random: Random, share: number): number {
  return FACTOR ** random.real(-share, share);
}

function between(random: Random, { least, most }: { readonly least: number; readonly most: number }): number {
  return least * (most / least) ** random.next();
}

/** @module What learning is held against, chosen on train: one pair for all, one for each family and difficulty, votes, hindsight. */
import { learnTaskOf } from '../learning/learn-task.js';
import { beliefs, candidatesOf } from '../learning/observed.js';
import { shrunkAccuracy, type RecordIndex } from '../learning/records.js';
import { argmax } from '../learning/vector.js';
import { routingReference, type Router, type Trial } from '../statistics/choice.js';
import { guessChance, knownShare } from '../statistics/hindsight.js';
import type { Decide, Played } from './play.js';
import { familyOf, type Reply, type TableTask } from './table.js';

/** @param binned false: difficulties are not told apart */
export function trialsOf(entries: readonly TableTask[], binned = true): readonly Trial[] {
  return entries.flatMap((entry) =>
    entry.replies.map(({ pair, correct }) => ({
      ...{ pair, family: familyOf(entry), bin: binned ? entry.bin : '' },
      ...{ score: correct ? 1 : 0, costUsd: 0 },
    })),
  );
}

/** The best pair of each family and difficulty, chosen on `train`. @param binned false: of each family */
export function routerOf(train: readonly TableTask[], binned = true): (entry: TableTask) => string | undefined {
  const route: Router = routingReference(trialsOf(train, binned));
  return (entry) => route(familyOf(entry), binned ? entry.bin : '');
}

/** Calls one pair, and answers what it says. */
export function callOnce(pairFor: (entry: TableTask) => string | undefined): Decide {
  return (entry, [seen]) => {
    if (seen !== undefined) return seen.status === 'ok' ? { kind: 'answer', text: seen.answer } : undefined;
    const pair = pairFor(entry);
    return pair === undefined ? undefined : { kind: 'call', pair, input: '' };
  };
}

/** Calls everything, and answers what most have said; of equals what was said first, in the order of the table. */
export function vote({ replies }: TableTask): Played {
  const candidates = candidatesOf(replies.map((reply) => ({ ...reply, input: '' })));
  return everybody(replies, candidates[argmax(candidates.map(({ supporters }) => supporters.length))]?.text);
}

/** Calls everything, and answers what is most probable by the records and confidences of those who said it, see `beliefs`. */
export function weighedVote({ task, replies }: TableTask, records: RecordIndex): Played {
  const { id, kind, image } = learnTaskOf(task);
  const candidates = candidatesOf(replies.map((reply) => ({ ...reply, input: '' })));
  const probable = beliefs(candidates, ({ pair, confidence }) => {
    const accuracy = shrunkAccuracy(records.of(pair, kind, { task: id, image }), UNKNOWN);
    return confidence === null ? accuracy : (accuracy + confidence) / 2;
  });
  return everybody(replies, candidates[argmax(probable)]?.text);
}

/** What a pair without a record promises. */
const UNKNOWN = 0.25;

function everybody(replies: readonly Reply[], given: string | undefined): Played {
  return {
    correct: replies.some(({ status, answer, correct }) => status === 'ok' && answer === given && correct),
    calls: replies.map(({ pair }) => pair),
    failed: replies.every(({ status }) => status === 'failed'),
    ms: replies.reduce((sum, { ms }) => sum + ms, 0),
  };
}

export interface Hindsight {
  /** Share of tasks that some pair got right, and of those that some pair knew, guesses taken out. */
  readonly any: number;
  readonly known: number;
}

/** @param all tasks whose truths say how likely a guess is: the more, the better that is known */
export function hindsightOf(entries: readonly TableTask[], all: readonly TableTask[] = entries): Hindsight {
  const truths = new Map<string, string[]>();
  for (const entry of all)
    truths.set(familyOf(entry), [...(truths.get(familyOf(entry)) ?? []), entry.task.groundTruth.join(' ')]);
  const tasks = entries.map((entry) => ({
    family: familyOf(entry),
    best: entry.replies.some(({ correct }) => correct) ? 1 : 0,
    answers: entry.replies.filter(({ status }) => status === 'ok').length,
    chance: guessChance(entry.task.options?.length ?? 0, truths.get(familyOf(entry)) ?? []),
  }));
  return { any: tasks.filter(({ best }) => best === 1).length / tasks.length, known: knownShare(tasks) };
}

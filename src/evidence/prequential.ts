/**
 * @module Learning in use: a stream of labelled tasks, each decided first, then added to the records with what the pairs that were called
 * for it came to. Nothing is trained, and nobody is tried who was not called.
 */
import type { RegistrySnapshot } from '../domain/registry.js';
import { indexRecords, type RecordTable } from '../learning/records.js';
import { greedy, lookThrough } from './look.js';
import { play, type Played } from './play.js';
import { recordsOfTable, type TableTask } from './table.js';
import type { TablePolicy } from './train.js';

export interface Online {
  /** In the order of the stream. */
  readonly played: readonly Played[];
  /** What is known at its end. */
  readonly records: RecordTable;
}

/** @param known whose replies are on record when the stream begins */
export function playOnline(
  stream: readonly TableTask[],
  known: readonly TableTask[],
  { model, weights }: TablePolicy,
  { snapshot, maxCalls }: { readonly snapshot: RegistrySnapshot; readonly maxCalls: number },
): Online {
  const called: TableTask[] = [];
  const played = stream.map((entry) => {
    const look = lookThrough(snapshot, indexRecords(recordsOfTable([...known, ...called])));
    const done = play(entry, greedy(look, model, weights, { maxCalls }), { maxCalls });
    called.push({ ...entry, replies: entry.replies.filter(({ pair }) => done.calls.includes(pair)) });
    return done;
  });
  return { played, records: recordsOfTable([...known, ...called]) };
}

/**
 * @module The record of each pair: how often it was right, by kind of task. From the train and probe splits only, frozen within an
 * iteration. A decision about a task sees the record without that task and without others on the same image.
 */
import { MaestroError } from '../domain/errors.js';

/** 2: kinds are families of a data source; in 1 they were families, whatever their source. */
export const RECORD_VERSION = 2;
export const RECORD_SPLITS = ['train', 'probe'] as const;

/** One call whose answer was graded. */
export interface PairOutcome {
  readonly pair: string;
  /** Kind of task, see `kindOf`. */
  readonly kind: string;
  readonly task: string;
  /** Names the task's images; empty: none. */
  readonly image: string;
  readonly split: string;
  /** A call that failed, or could not answer, is wrong. */
  readonly correct: boolean;
}

/** The calls of one pair for one task. */
export interface RecordEntry {
  readonly pair: string;
  readonly kind: string;
  readonly task: string;
  readonly image: string;
  readonly count: number;
  readonly right: number;
}

/** Plain JSON, in a fixed order, so that its hash says what a policy knew. */
export interface RecordTable {
  readonly version: number;
  readonly entries: readonly RecordEntry[];
}

export const NO_RECORDS: RecordTable = { version: RECORD_VERSION, entries: [] };

/** The same outcomes in any order give the same table. @throws MaestroError INVALID_INPUT for an outcome of a later split */
export function freezeRecords(outcomes: readonly PairOutcome[]): RecordTable {
  const entries = new Map<string, RecordEntry>();
  for (const { pair, kind, task, image, split, correct } of outcomes) {
    if (!RECORD_SPLITS.some((known) => known === split))
      throw new MaestroError(
        'INVALID_INPUT',
        `An outcome of ${pair} on task "${task}" is of the split "${split}": records are made of ${RECORD_SPLITS.join(' and ')} ` +
          'only, so that nothing of a later split is learned. Leave it out.',
      );
    const key = JSON.stringify([pair, kind, task, image]);
    const { count, right } = entries.get(key) ?? { count: 0, right: 0 };
    entries.set(key, { pair, kind, task, image, count: count + 1, right: right + (correct ? 1 : 0) });
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return { version: RECORD_VERSION, entries: sorted };
}

export interface Tally {
  readonly count: number;
  readonly right: number;
}

export interface PairRecord {
  /** On tasks of this kind, and on all tasks. */
  readonly kind: Tally;
  readonly all: Tally;
}

export interface RecordIndex {
  /** @param except the task that is decided about: neither it nor its image is counted */
  of(pair: string, kind: string, except: { readonly task: string; readonly image: string }): PairRecord;
}

const NOTHING: Tally = { count: 0, right: 0 };

export function indexRecords({ entries }: RecordTable): RecordIndex {
  const all = new Map<string, Tally>();
  const ofKind = new Map<string, Tally>();
  const alike = new Map<string, RecordEntry[]>();
  const kindKey = (pair: string, kind: string): string => JSON.stringify([pair, kind]);
  for (const entry of entries) {
    all.set(entry.pair, plus(all.get(entry.pair) ?? NOTHING, entry, 1));
    const key = kindKey(entry.pair, entry.kind);
    ofKind.set(key, plus(ofKind.get(key) ?? NOTHING, entry, 1));
    for (const name of namesOf(entry)) alike.set(name, [...(alike.get(name) ?? []), entry]);
  }
  return {
    of: (pair, kind, except) => {
      const left = new Set(namesOf(except).flatMap((name) => alike.get(name) ?? []));
      const record = { kind: ofKind.get(kindKey(pair, kind)) ?? NOTHING, all: all.get(pair) ?? NOTHING };
      return [...left]
        .filter((entry) => entry.pair === pair)
        .reduce(
          (rest, entry) => ({
            kind: entry.kind === kind ? plus(rest.kind, entry, -1) : rest.kind,
            all: plus(rest.all, entry, -1),
          }),
          record,
        );
    },
  };
}

/** Calls that the card counts for against the whole record, and the whole record against that of the kind. */
const YOUNG = 4;

/** 0..1: the accuracy on the kind, drawn to that on all tasks, which is drawn to what the card promises; the less of it, the more. */
export function shrunkAccuracy({ kind, all }: PairRecord, promised: number): number {
  const overall = (all.right + YOUNG * promised) / (all.count + YOUNG);
  return (kind.right + YOUNG * overall) / (kind.count + YOUNG);
}

/** 0 for no calls, towards 1 for many: how much a record is worth. */
export function weightOf({ kind }: PairRecord): number {
  return kind.count / (kind.count + YOUNG);
}

function namesOf({ task, image }: { readonly task: string; readonly image: string }): readonly string[] {
  return image === '' ? [`task ${task}`] : [`task ${task}`, `image ${image}`];
}

function plus(tally: Tally, { count, right }: Tally, sign: 1 | -1): Tally {
  return { count: tally.count + sign * count, right: tally.right + sign * right };
}

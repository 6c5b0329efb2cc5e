/**
 * @module The table of replies: what each pair says to each task, asked once. Local engines say the same whenever they are asked, so
 * policies can be trained and held against one another over it, as often as is wanted.
 */
import type { PreparedTask } from '../domain/task.js';
import { learnTaskOf } from '../learning/learn-task.js';
import type { Observed } from '../learning/observed.js';
import { freezeRecords, type RecordTable } from '../learning/records.js';

/** Nothing that is learned, recorded or chosen comes from the last two; `test` has wordings that the others have not. */
export const TABLE_SPLITS = ['train', 'probe', 'validation', 'test'] as const;
export type TableSplit = (typeof TABLE_SPLITS)[number];

export interface Reply extends Omit<Observed, 'input'> {
  /** Is its answer right, by the rule that the reward names? Without an answer it is not. */
  readonly correct: boolean;
  /** Wall time when it was collected, milliseconds. */
  readonly ms: number;
}

export interface TableTask {
  readonly suite: string;
  readonly split: TableSplit;
  readonly task: PreparedTask;
  /** How hard its picture is to read, as far as the file tells, see `report/difficulty.ts`. */
  readonly bin: string;
  /** Of every pair that can work on it. */
  readonly replies: readonly Reply[];
}

/** Tasks that share a question's group or a picture share their luck. */
export function clusterOf({ task }: TableTask): string {
  const { image } = learnTaskOf(task);
  return task.group ?? (image === '' ? task.id : image);
}

/** Families of two suites may have one name. */
export function familyOf({ suite, task }: TableTask): string {
  return `${suite} ${task.family}`;
}

/** Every reply as an outcome of its pair. @throws MaestroError INVALID_INPUT for tasks of a later split */
export function recordsOfTable(entries: readonly TableTask[]): RecordTable {
  return freezeRecords(
    entries.flatMap(({ split, task, replies }) => {
      const { id, kind, image } = learnTaskOf(task);
      return replies.map(({ pair, correct }) => ({ pair, kind, task: id, image, split, correct }));
    }),
  );
}

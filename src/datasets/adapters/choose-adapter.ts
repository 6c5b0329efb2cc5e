/** @module Which adapter reads a dataset: the one that was named, or one that its columns leave no doubt about. */
import { MaestroError } from '../../domain/errors.js';
import type { DatasetFiles } from '../readers/find-files.js';
import { formatOf } from '../readers/formats.js';
import { readRows } from '../readers/read-rows.js';
import type { Columns } from '../readers/row.js';
import { cellOf } from './evaluate.js';
import { adapterNames, loadAdapter, type LoadedAdapter } from './load-adapter.js';
import type { Adapter } from './schema.js';

/**
 * Unnamed, only two are ever taken: `verl` and `tasks`. Two benchmarks may have the same columns and different rules of
 * grading, so that a guess would be a wrong result that nobody notices.
 * @throws MaestroError INVALID_INPUT naming the columns and the adapters that they would fit; as {@link loadAdapter}
 */
export async function chooseAdapter(files: DatasetFiles, name: string | undefined): Promise<LoadedAdapter> {
  if (name !== undefined) return loadAdapter(name);
  const columns = await firstColumns(files);
  const has = (names: readonly string[]): boolean => names.every((each) => Object.hasOwn(columns, each));
  if (has(['data_source', 'prompt', 'reward_model'])) return loadAdapter('verl');
  if (has(['id', 'question'])) return loadAdapter('tasks');
  const [first] = files.files;
  const format = first === undefined ? undefined : await formatOf(first);
  const fitting: string[] = [];
  for (const each of await adapterNames()) {
    const { adapter } = await loadAdapter(each);
    const isOfFormat = adapter.format === undefined || adapter.format === format;
    if (isOfFormat && neededColumns(adapter).every((column) => cellOf(columns, column) !== undefined))
      fitting.push(each);
  }
  throw new MaestroError(
    'INVALID_INPUT',
    `${files.name} has the columns ${Object.keys(columns).join(', ') || '(none that can be read)'}: say with --adapter what they mean. ` +
      (fitting.length > 0
        ? `They would fit: ${fitting.join(', ')}.`
        : 'None of those that ship fits; docs/datasets.md shows how to write one.'),
  );
}

async function firstColumns(files: DatasetFiles): Promise<Columns> {
  for await (const event of readRows(files)) if (event.kind === 'row') return event.columns;
  return {};
}

/** Columns without which no row can become a task. */
export function neededColumns({ images, task }: Adapter): readonly string[] {
  const { options, ground_truth: truth, group, family, answer_type: answerType, split, category } = task;
  const ofTruth = truth === undefined ? [] : 'option' in truth ? [truth.option] : [truth];
  const ofGroup = group === undefined || 'hash_of' in group ? [] : [group];
  const values = [task.id, task.question, task.data_source, ...ofTruth, ...ofGroup, ...images];
  return [...values, options, family, answerType, split, category].flatMap((value) => {
    if (value === undefined) return [];
    if ('columns' in value) return value.columns.slice(0, 2);
    return 'column' in value && !value.optional ? [value.column] : [];
  });
}

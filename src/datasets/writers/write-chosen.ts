/** @module Writes some tasks of a dataset, with their pictures and no others: the dataset is read a second time. */
import type { InspectImage } from '../images/read-image.js';
import { readDataset, type OpenDataset } from '../open-dataset.js';
import type { Task } from '../../domain/task.js';
import type { TaskWriter } from './task-writer.js';

export interface ChosenTasks {
  readonly dataset: OpenDataset;
  readonly inspect: InspectImage;
  readonly ids: ReadonlySet<string>;
  /** Hashes of their pictures. */
  readonly images: ReadonlySet<string>;
}

/** @returns the tasks as the writer finds their pictures, in the dataset's order. Errors of the dataset and the writer. */
export async function* chosenTasks(
  { dataset, inspect, ids, images }: ChosenTasks,
  keepImage: TaskWriter['keepImage'],
): AsyncGenerator<Task> {
  const lines = readDataset(dataset, {
    inspect,
    keepImage: (image) => (images.has(image.sha256) ? keepImage(image) : image.sha256),
  });
  for await (const line of lines) if (line.kind === 'task' && ids.has(line.task.id)) yield line.task;
}

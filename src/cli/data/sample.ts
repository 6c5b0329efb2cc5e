/** @module `data sample`: a seeded sample of a dataset, shown or written. */
import { resolve } from 'node:path';
import { inspectImage } from '../../activities/inspect-image.js';
import { readDataset, type OpenDataset } from '../../datasets/open-dataset.js';
import { reservoir } from '../../datasets/sample.js';
import { openTaskWriter, targetOf } from '../../datasets/writers/task-writer.js';
import { chosenTasks } from '../../datasets/writers/write-chosen.js';
import type { ImageRef } from '../../domain/ref.js';
import type { Task } from '../../domain/task.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable } from '../output.js';
import type { ConvertRequest } from './convert.js';
import { datasetOf, FaultList, systemOf } from './dataset-of.js';

export interface SampleRequest extends ConvertRequest {
  readonly size: number;
  readonly seed: number;
}

interface Chosen {
  readonly task: Task;
  readonly images: readonly ImageRef[];
}

const SHOWN_FAULTS = 20;
const SHOWN_CHARACTERS = 100;

/** @returns the exit code: 2 when a row is faulty */
export async function runSample(context: Context, request: SampleRequest): Promise<number> {
  const { out, cwd, signal } = context;
  const path = request.out === undefined ? undefined : resolve(cwd, request.out);
  const target = path === undefined ? undefined : targetOf(path);
  const system = await systemOf(context, request.system);
  const dataset = await datasetOf(context, request.path, request.adapter);
  const faults = new FaultList(SHOWN_FAULTS);
  const kept = reservoir<Chosen>(request.size, request.seed);
  let tasks = 0;
  for await (const line of readDataset(dataset, { inspect: inspectImage, keepImage: ({ sha256 }) => sha256 })) {
    signal.throwIfAborted();
    if (line.kind === 'fault') faults.add(line.line, line.message, line.rows);
    else {
      kept.add(line);
      tasks++;
    }
  }
  const chosen = kept.chosen();
  if (path !== undefined && target !== undefined) {
    await writeSample(dataset, chosen, { path, target, system });
    out.print(`${count(chosen.length, 'task')} of ${tasks} in ${path}`);
  } else {
    for (const each of chosen) out.print(briefly(each));
  }
  out.emit({
    of: tasks,
    seed: request.seed,
    out: path ?? null,
    faults: faults.count,
    tasks: chosen.map(({ task, images }) => ({ ...task, images })),
  });
  faults.tell(context);
  return faults.count === 0 ? EXIT.ok : EXIT.badInput;
}

async function writeSample(
  dataset: OpenDataset,
  chosen: readonly Chosen[],
  options: Parameters<typeof openTaskWriter>[0],
): Promise<void> {
  const writer = await openTaskWriter(options);
  try {
    const ids = new Set(chosen.map(({ task }) => task.id));
    const images = new Set(chosen.flatMap((each) => each.images.map(({ sha256 }) => sha256)));
    const tasks = chosenTasks({ dataset, inspect: inspectImage, ids, images }, writer.keepImage);
    for await (const task of tasks) await writer.write(task);
    await writer.finish();
  } finally {
    await writer.abandon();
  }
}

function briefly({ task, images }: Chosen): string {
  const line = (text: string): string => printable(text).replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS);
  const truth = [task.ground_truth ?? []].flat().join(' | ');
  const sizes = images.map(({ width, height }) => `${width}x${height}`).join(', ');
  return `${line(task.id)}  ${line(task.question)}  [${line(truth)}]${sizes === '' ? '' : `  ${sizes}`}`;
}

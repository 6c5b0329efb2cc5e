/** @module `data convert`: a dataset as JSONL with its pictures beside it, or as verl's Parquet. */
import { resolve } from 'node:path';
import { MaestroError } from '../../domain/errors.js';
import { inspectImage } from '../../activities/inspect-image.js';
import { readDataset } from '../../datasets/open-dataset.js';
import { openTaskWriter, targetOf } from '../../datasets/writers/task-writer.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { datasetOf, FaultList, systemOf } from './dataset-of.js';

export interface ConvertRequest {
  readonly path: string;
  readonly adapter: string | undefined;
  readonly out: string | undefined;
  readonly system: string | undefined;
}

const SHOWN_FAULTS = 20;

/** @returns the exit code: 2 when a row is faulty; the others are written */
export async function runConvert(context: Context, request: ConvertRequest): Promise<number> {
  const { cwd, out, signal } = context;
  if (request.out === undefined) throw new MaestroError('INVALID_INPUT', 'data convert: say where to with --out.');
  const path = resolve(cwd, request.out);
  const target = targetOf(path);
  const system = await systemOf(context, request.system);
  const dataset = await datasetOf(context, request.path, request.adapter);
  if (dataset.files.files.includes(path))
    throw new MaestroError('INVALID_INPUT', `--out: ${request.out} is the dataset itself. Choose another name.`);
  const faults = new FaultList(SHOWN_FAULTS);
  const writer = await openTaskWriter({ path, target, system });
  let tasks = 0;
  try {
    for await (const line of readDataset(dataset, { inspect: inspectImage, keepImage: writer.keepImage })) {
      signal.throwIfAborted();
      if (line.kind === 'fault') {
        faults.add(line.line, line.message, line.rows);
        continue;
      }
      await writer.write(line.task);
      tasks++;
      out.status(count(tasks, 'task'));
    }
    await writer.finish();
  } finally {
    out.status('');
    await writer.abandon();
  }
  out.emit({ out: path, tasks, faults: faults.count, fault_list: faults.shown });
  out.print(`${count(tasks, 'task')} in ${path}`);
  faults.tell(context);
  return faults.count === 0 ? EXIT.ok : EXIT.badInput;
}

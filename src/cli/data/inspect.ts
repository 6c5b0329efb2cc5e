/** @module `data inspect` and `data validate`: what a dataset holds, and each row that is not what it should be. */
import { inspectImage } from '../../activities/inspect-image.js';
import { measureDataset, readDataset } from '../../datasets/open-dataset.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable } from '../output.js';
import { datasetOf, FaultList, sourceFault } from './dataset-of.js';
import { DatasetTally } from './tally.js';

export interface InspectRequest {
  readonly path: string;
  readonly adapter: string | undefined;
  /** `validate`: nothing but faults is told. */
  readonly onlyFaults: boolean;
}

/** Enough to see what is wrong; `validate` tells all. */
const SHOWN_FAULTS = 20;

/** @returns the exit code: 2 when a row is faulty */
export async function runInspect(context: Context, { path, adapter, onlyFaults }: InspectRequest): Promise<number> {
  const { out, settings, signal } = context;
  const dataset = await datasetOf(context, path, adapter);
  const faults = new FaultList(onlyFaults ? Infinity : SHOWN_FAULTS);
  const tally = new DatasetTally();
  // Tasks in our own fields are lines of JSONL; through an adapter they are rows.
  const unit = dataset.loaded === undefined ? 'line' : 'row';
  let leftOut = 0;
  const lines = readDataset(dataset, {
    inspect: inspectImage,
    keepImage: ({ sha256 }) => sha256,
    onLeftOut: () => {
      leftOut++;
    },
  });
  for await (const line of lines) {
    signal.throwIfAborted();
    const wrong = line.kind === 'fault' ? line.message : sourceFault(`${line.file}, ${unit} ${line.line}`, line.task);
    if (wrong === undefined && line.kind === 'task') tally.add(line.task, line.images);
    else if (wrong !== undefined) faults.add(line.line, wrong, line.kind === 'fault' ? line.rows : 1);
    out.status(`${count(tally.tasks, 'task')}, ${count(faults.count, 'fault')}`);
  }
  out.status('');
  const { fingerprint } = await measureDataset(dataset, settings.dataDir);
  const { name, files } = dataset.files;
  const about = {
    name,
    files: files.length,
    adapter: dataset.loaded?.adapter.name ?? null,
    fingerprint,
    tasks: tally.tasks,
    left_out: leftOut,
    faults: faults.count,
  };
  out.emit({ ...about, ...(onlyFaults ? {} : tally.json()), fault_list: faults.shown });
  out.print(
    `${printable(name)}: ${count(tally.tasks, 'task')} in ${count(files.length, 'file')}, ` +
      `${count(faults.count, 'faulty row')}${leftOut === 0 ? '' : `, ${count(leftOut, 'row')} not meant by the adapter`}`,
  );
  if (!onlyFaults) {
    for (const line of tally.lines()) out.print(line);
    out.print(`fingerprint ${fingerprint}`);
  }
  faults.tell(context);
  return faults.count === 0 ? EXIT.ok : EXIT.badInput;
}

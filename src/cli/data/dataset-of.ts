/** @module The dataset that a `data` command is about. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { resolveAdapter } from '../../datasets/adapters/load-adapter.js';
import { openDataset, type OpenDataset } from '../../datasets/open-dataset.js';
import { DEFAULT_DATA_SOURCE, type Task } from '../../domain/task.js';
import { graderOf } from '../../grading/sources.js';
import type { Context } from '../command.js';
import { printable } from '../output.js';

/** @throws MaestroError NOT_FOUND, INVALID_INPUT */
export function datasetOf({ cwd }: Context, path: string, adapter: string | undefined): Promise<OpenDataset> {
  return openDataset(resolve(cwd, path), adapter === undefined ? undefined : resolveAdapter(adapter, cwd));
}

/** What a task would be refused for when it is run: a data source that no rule grades. Undefined: nothing. @param place file and line or row */
export function sourceFault(place: string, { id, data_source = DEFAULT_DATA_SOURCE }: Task): string | undefined {
  try {
    graderOf(data_source);
    return undefined;
  } catch (error) {
    return `${place}, task "${id}": field "data_source": ${messageOf(error)}`;
  }
}

/** The text of `--system`. @throws MaestroError NOT_FOUND */
export async function systemOf({ cwd }: Context, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new MaestroError('NOT_FOUND', `--system: ${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** Faults as they come, the first so many of them; the rest is only counted. */
export class FaultList {
  readonly shown: { readonly line: number; readonly message: string }[] = [];
  /** Rows that are lost. */
  count = 0;

  constructor(private readonly most: number) {}

  add(line: number, message: string, rows = 1): void {
    this.count += rows;
    if (this.shown.length < this.most) this.shown.push({ line, message });
  }

  tell({ out }: Context): void {
    if (this.count === 0) return;
    out.note(out.noteColors.red(`${this.count} faulty ${this.count === 1 ? 'row' : 'rows'}, left out:`));
    for (const { message } of this.shown) out.note(`  ${printable(message)}`);
    const lines = this.shown.length;
    if (lines === this.most) out.note(`  (the first ${lines}; "maestro data validate" has all)`);
  }
}

/** @module The file of `--out`: grows while tasks end; at last one line per task in the order of the tasks. */
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { writeWhole } from '../atomic-file.js';
import { resultLine, type EndedTask } from './ended-task.js';

export interface ResultsFile {
  readonly path: string;
  /** Appends the line of a task that just ended. */
  append(ended: EndedTask): Promise<void>;
  /** Puts all lines into the order of the tasks, in one step. */
  finish(ended: readonly EndedTask[]): Promise<void>;
  /** What was appended stays. */
  close(): Promise<void>;
}

/** Begins the file anew. @throws MaestroError INVALID_INPUT when it can't be written, before anything runs */
export async function openResultsFile(path: string, dataset: string | null): Promise<ResultsFile> {
  const handle = await begin(path);
  return {
    path,
    append: (ended) => write(path, () => handle.appendFile(`${JSON.stringify(resultLine(ended, dataset))}\n`)),
    finish: (ended) => writeWhole(path, ended.map((each) => `${JSON.stringify(resultLine(each, dataset))}\n`).join('')),
    close: () => handle.close(),
  };
}

async function begin(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'w');
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `--out: ${path} can't be written: ${messageOf(error)}.`, { cause: error });
  }
}

async function write(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `${path} can't be written: ${messageOf(error)}. The results are in the store; make room and go on with --resume.`,
      { cause: error },
    );
  }
}

/** @module `data export`: the trajectories of a run, for outside trainers. */
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { imageFileName } from '../../datasets/images/read-image.js';
import { storeImage } from '../../datasets/images/store-image.js';
import { openLines, targetOf } from '../../datasets/writers/task-writer.js';
import { openParquetWriter, type RowWriter } from '../../datasets/writers/parquet-writer.js';
import { TRAJECTORY_FIELDS, trajectoryRow, type Trajectory } from '../../datasets/writers/trajectory.js';
import { MaestroError } from '../../domain/errors.js';
import type { ImageRef } from '../../domain/ref.js';
import type { BlobStore } from '../../store/blob-store.js';
import { openBlobStore } from '../../store/open-blob-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { trajectoryOf } from './trajectory-of.js';

export interface ExportRequest {
  /** Id of an evaluation run. */
  readonly run: string;
  readonly out: string | undefined;
}

interface TrajectoryWriter extends Omit<RowWriter<never>, 'write'> {
  readonly write: (trajectory: Trajectory, images: readonly ImageRef[]) => Promise<void>;
}

/** @returns the exit code. @throws MaestroError NOT_FOUND when the run has no finished rollout; INVALID_INPUT */
export async function runExport(context: Context, { run, out: outPath }: ExportRequest): Promise<number> {
  const { settings, cwd, out, signal } = context;
  if (outPath === undefined) throw new MaestroError('INVALID_INPUT', 'data export: say where to with --out.');
  const path = resolve(cwd, outPath);
  const target = targetOf(path);
  const results = await openResultStore(settings.resultsUrl);
  try {
    const rollouts = await results.listRollouts({ batch: run });
    if (rollouts.length === 0) {
      throw new MaestroError(
        'NOT_FOUND',
        `The results hold no finished rollout of a run "${run}" (maestro eval tells its id).`,
      );
    }
    const blobs = await openBlobStore(settings.blobUrl, context.env);
    const writer = await (target === 'jsonl' ? openJsonl(path, blobs) : openParquet(path, blobs));
    try {
      for (const { id, images } of [...rollouts].reverse()) {
        signal.throwIfAborted();
        const record = await results.getRollout(id);
        if (record !== undefined) await writer.write(await trajectoryOf(results, record), images);
      }
      await writer.finish();
    } finally {
      await writer.abandon();
    }
    out.emit({ run, out: path, trajectories: rollouts.length });
    out.print(`${count(rollouts.length, 'trajectory', 'trajectories')} of ${run} in ${path}`);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

async function openJsonl(path: string, blobs: BlobStore): Promise<TrajectoryWriter> {
  const folder = dirname(path);
  const imagesDir = join(folder, `${basename(path, extname(path))}.images`);
  const lines = await openLines(path);
  return {
    ...lines,
    write: async ({ task, ...facts }, refs) => {
      const images: string[] = [];
      for (const ref of refs) {
        const file = await storeImage(imagesDir, imageFileName(ref), await blobs.get(ref.sha256));
        images.push(relative(folder, file));
      }
      await lines.write({ ...facts, task: images.length === 0 ? task : { ...task, images } }, 0);
    },
  };
}

async function openParquet(path: string, blobs: BlobStore): Promise<TrajectoryWriter> {
  const rows = await openParquetWriter(path, TRAJECTORY_FIELDS);
  let index = 0;
  return {
    ...rows,
    write: async (trajectory, refs) => {
      const images = [];
      let size = JSON.stringify(trajectory.messages).length;
      for (const ref of refs) {
        images.push({ bytes: await blobs.get(ref.sha256), path: imageFileName(ref) });
        size += ref.bytes;
      }
      await rows.write(trajectoryRow(trajectory, index++, images), size);
    },
  };
}

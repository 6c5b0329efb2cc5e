/** @module Writes trajectories with their pictures: as JSONL with the pictures in a folder beside it, or in verl's Parquet. */
import { basename, dirname, extname, join, relative } from 'node:path';
import { imageFileName } from '../../datasets/images/read-image.js';
import { storeImage } from '../../datasets/images/store-image.js';
import { openParquetWriter, type RowWriter } from '../../datasets/writers/parquet-writer.js';
import { openLines, targetOf } from '../../datasets/writers/task-writer.js';
import { responseOf, TRAJECTORY_FIELDS, trajectoryRow, type Trajectory } from '../../datasets/writers/trajectory.js';
import type { ImageRef } from '../../domain/ref.js';
import type { BlobStore } from '../../store/blob-store.js';

export interface TrajectoryWriter extends Omit<RowWriter<never>, 'write'> {
  readonly write: (trajectory: Trajectory, images: readonly ImageRef[]) => Promise<void>;
}

/** @throws MaestroError INVALID_INPUT for a name that ends in neither .jsonl nor .parquet; STORE_UNAVAILABLE, also from its methods */
export async function openTrajectoryWriter(path: string, blobs: BlobStore): Promise<TrajectoryWriter> {
  return targetOf(path) === 'jsonl' ? openJsonl(path, blobs) : openParquet(path, blobs);
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
      const row = { ...facts, ...responseOf(facts.messages), task: images.length === 0 ? task : { ...task, images } };
      await lines.write(row, 0);
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
      let size = JSON.stringify([trajectory.messages, trajectory.decisions]).length;
      for (const ref of refs) {
        images.push({ bytes: await blobs.get(ref.sha256), path: imageFileName(ref) });
        size += ref.bytes;
      }
      await rows.write(trajectoryRow(trajectory, index++, images), size);
    },
  };
}

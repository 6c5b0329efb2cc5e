/** @module `data export`: the trajectories of a run, for outside trainers. */
import { resolve } from 'node:path';
import { targetOf } from '../../datasets/writers/task-writer.js';
import { MaestroError } from '../../domain/errors.js';
import { openBlobStore } from '../../store/open-blob-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { groupsOfBatch } from './group-facts.js';
import { trajectoryOf } from './trajectory-of.js';
import { openTrajectoryWriter } from './trajectory-writer.js';

export interface ExportRequest {
  /** Id of an evaluation run. */
  readonly run: string;
  readonly out: string | undefined;
}

/** @returns the exit code. @throws MaestroError NOT_FOUND when the run has no finished rollout; INVALID_INPUT */
export async function runExport(context: Context, { run, out: outPath }: ExportRequest): Promise<number> {
  const { settings, cwd, out, signal } = context;
  if (outPath === undefined) throw new MaestroError('INVALID_INPUT', 'data export: say where to with --out.');
  const path = resolve(cwd, outPath);
  targetOf(path);
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
    const groups = groupsOfBatch(rollouts);
    const writer = await openTrajectoryWriter(path, blobs);
    try {
      for (const { id, images } of [...rollouts].reverse()) {
        signal.throwIfAborted();
        const [record, group] = [await results.getRollout(id), groups.get(id)];
        if (record !== undefined && group !== undefined)
          await writer.write(await trajectoryOf(results, record, group), images);
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

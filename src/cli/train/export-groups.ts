/** @module `maestro train export`: the groups of a run, for a trainer elsewhere. */
import { resolve } from 'node:path';
import { readSteps } from '../../activities/training/step-documents.js';
import { parseTrainingSpec } from '../../activities/training/spec-schema.js';
import { readGroup } from '../../activities/training/training-files.js';
import { targetOf } from '../../datasets/writers/task-writer.js';
import { MaestroError } from '../../domain/errors.js';
import { openBlobStore } from '../../store/open-blob-store.js';
import { readJson } from '../../store/json-blobs.js';
import type { Context } from '../command.js';
import { groupsOfRun } from '../data/group-facts.js';
import { trajectoryOf } from '../data/trajectory-of.js';
import { openTrajectoryWriter } from '../data/trajectory-writer.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { begun } from './control.js';
import { runOf, withResults } from './runs.js';

/** Members that do not count are left out. @throws MaestroError NOT_FOUND, INVALID_INPUT, BLOB_MISSING, STORE_UNAVAILABLE */
export function exportGroups(context: Context, run: string, [file, ...more]: readonly string[]): Promise<number> {
  const { settings, cwd, env, out, signal } = context;
  if (file === undefined || more.length > 0)
    throw new MaestroError('INVALID_INPUT', 'train export: say where to with one --out, .jsonl or .parquet.');
  const path = resolve(cwd, file);
  targetOf(path);
  return withResults(context, async (results) => {
    const { row } = await runOf(results, run);
    const { grpo } = await readJson(results.documents, begun.parse(row.settings).spec, parseTrainingSpec);
    const refs = (await readSteps(results, run)).flatMap(({ groups }) => groups.flatMap(({ ref }) => ref ?? []));
    if (refs.length === 0)
      throw new MaestroError('NOT_FOUND', `Run ${run} has no group yet: see maestro train show ${run}.`);
    const blobs = await openBlobStore(settings.blobUrl, env);
    const writer = await openTrajectoryWriter(path, blobs);
    let written = 0;
    try {
      for (const ref of refs) {
        for (const { rollout, ...facts } of groupsOfRun(await readGroup(blobs, ref), grpo)) {
          signal.throwIfAborted();
          const record = await results.getRollout(rollout);
          if (record === undefined) throw new MaestroError('NOT_FOUND', `The rollout ${rollout} has no row any more.`);
          await writer.write(await trajectoryOf(results, record, facts), record.rollout.images);
          written += 1;
        }
      }
      await writer.finish();
    } finally {
      await writer.abandon();
    }
    out.emit({ run, out: path, groups: refs.length, trajectories: written });
    out.print(`${count(refs.length, 'group')}, ${count(written, 'trajectory', 'trajectories')} of ${run} in ${path}`);
    return EXIT.ok;
  });
}

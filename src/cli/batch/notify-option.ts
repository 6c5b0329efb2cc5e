/** @module `--notify`: puts who is to be told where the worker of this data folder finds it, and names it. */
import { chmod } from 'node:fs/promises';
import { nameOfTarget, targetFile, type parseTarget } from '../../activities/batch/notify-targets.js';
import { writeJsonWhole } from '../atomic-file.js';
import type { Context } from '../command.js';

/** The names for the batch's input. Only who may write into the worker's data folder can add a target. */
export async function storeTargets(
  { settings }: Context,
  targets: readonly ReturnType<typeof parseTarget>[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const target of targets) {
    if ('name' in target) names.push(target.name);
    else {
      const name = nameOfTarget(target);
      const file = targetFile(settings.dataDir, name);
      await writeJsonWhole(file, target);
      // An address may hold a secret.
      await chmod(file, 0o600);
      names.push(name);
    }
  }
  return names;
}

/** @module The file of `--reward`: a shipped one by name, or the user's own by path. */
import { resolve } from 'node:path';
import { storeReward } from '../../activities/rewards.js';
import { loadReward, type DeclaredReward } from '../../grading/reward-file.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';

/** @throws MaestroError NOT_FOUND, INVALID_INPUT naming each field that is wrong */
export function readReward(cwd: string, nameOrPath: string): Promise<DeclaredReward> {
  return loadReward(isName(nameOrPath) ? nameOrPath : resolve(cwd, nameOrPath));
}

/**
 * Stores the file in the results database, where workers find it: later edits don't reach rollouts that have begun.
 * @returns its hash, for the input of rollouts; errors as `readReward`, and those of the store
 */
export async function storeRewardFile(
  { cwd, settings }: Pick<Context, 'cwd' | 'settings'>,
  nameOrPath: string,
): Promise<string> {
  const reward = await readReward(cwd, nameOrPath);
  const results = await openResultStore(settings.resultsUrl);
  try {
    return await storeReward(results.documents, reward);
  } finally {
    await results.close();
  }
}

function isName(text: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(text);
}

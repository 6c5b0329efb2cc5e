/** @module Reward files as rollouts use them: stored once by content, so that a rollout keeps the one it began with. */
import { isMaestroError, MaestroError } from '../domain/errors.js';
import { PAPER_REWARD } from '../domain/reward.js';
import { declared, loadReward, parseReward, type DeclaredReward } from '../grading/reward-file.js';
import type { ContentStore } from '../store/blob-store.js';
import { LruCache } from '../store/lru-cache.js';

const MAX_KEPT = 100;
const HASH = /^[0-9a-f]{64}$/;

/** Of plans from before rewards were files. */
const PAPER = declared(PAPER_REWARD);

/**
 * Stores the reward that a rollout's input names, and gives its hash; a hash must be of a stored reward.
 * @throws MaestroError INVALID_INPUT, NOT_FOUND (from the returned function)
 */
export function rewardPinner(documents: ContentStore): (nameOrHash?: string) => Promise<string> {
  const read = rewardReader(documents);
  const pinned = new LruCache<{ readonly hash: string }>(MAX_KEPT, 1);
  return async (nameOrHash = 'paper') => {
    const known = pinned.get(nameOrHash);
    if (known !== undefined) return known.hash;
    const hash = HASH.test(nameOrHash)
      ? (await read(nameOrHash).catch(notStored(nameOrHash))).hash
      : await storeReward(documents, await loadReward(nameOrHash));
    pinned.set(nameOrHash, { hash }, 1);
    return hash;
  };
}

/** @returns its hash */
export async function storeReward(documents: ContentStore, { text }: DeclaredReward): Promise<string> {
  return (await documents.put(Buffer.from(text, 'utf8'))).sha256;
}

/** The reward that a plan pinned. @throws MaestroError BLOB_MISSING, BLOB_CORRUPT, INVALID_INPUT (from the returned function) */
export function rewardReader(documents: ContentStore): (hash: string | undefined) => Promise<DeclaredReward> {
  const kept = new LruCache<DeclaredReward>(MAX_KEPT, 1);
  return async (hash) => {
    if (hash === undefined) return PAPER;
    const known = kept.get(hash);
    if (known !== undefined) return known;
    const reward = parseReward(new TextDecoder().decode(await documents.get(hash)), `the stored reward ${hash}`);
    kept.set(hash, reward, 1);
    return reward;
  };
}

function notStored(hash: string): (error: unknown) => never {
  return (error) => {
    if (!isMaestroError(error) || error.code !== 'BLOB_MISSING') throw error;
    throw new MaestroError(
      'INVALID_INPUT',
      `reward: no reward ${hash} is stored in the results database: store it with maestro ask --reward or maestro eval --reward, or name a shipped one.`,
      { cause: error },
    );
  };
}

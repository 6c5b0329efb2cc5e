/** @module What batches are called: the suite, and the beginning of a hash of all that makes the batch. */

const HASH_LENGTH = 10;
const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

/** @param hash hexadecimal, of all that makes the batch */
export function batchIdOf(suite: string, hash: string): string {
  return `${suite.replace(/[^A-Za-z0-9._]+/g, '-').slice(0, 40) || 'batch'}-${hash.slice(0, HASH_LENGTH)}`;
}

/** Could it be a batch's? Runs of `eval` are called otherwise. */
export function isBatchId(id: string): boolean {
  return ENDS_IN_HASH.test(id);
}

/** @module Which blobs the results store speaks of. */
import type { ResultStore } from '../../store/result-store.js';
import { isSha256 } from '../../store/blob-store.js';

/** Calls `found` for each reference to content in a JSON text: an object with a hash and a size. Text that is no JSON has none. */
export function eachReference(text: string, found: (sha256: string) => void): void {
  if (!text.includes('"sha256"')) return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return; // a prompt, as it was sent
  }
  walk(value, found);
}

function walk(value: unknown, found: (sha256: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('sha256' in value && 'bytes' in value && typeof value.bytes === 'number' && typeof value.sha256 === 'string') {
    if (isSha256(value.sha256)) found(value.sha256);
  }
  for (const member of Object.values(value)) walk(member, found);
}

/**
 * Every hash that stands anywhere in the store. More than the references: what is not understood must not be swept.
 * Memory: about 100 bytes for each.
 */
export async function mentionedHashes({ upkeep }: ResultStore): Promise<ReadonlySet<string>> {
  const mentioned = new Set<string>();
  const read = (text: string): void => {
    for (const [hash] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) mentioned.add(hash);
  };
  for await (const { texts } of upkeep.rollouts()) texts.forEach(read);
  for await (const { body } of upkeep.documents()) read(body);
  for await (const { body } of upkeep.replies()) read(body);
  for await (const verdict of upkeep.verdicts()) read(verdict);
  return mentioned;
}

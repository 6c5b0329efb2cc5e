/** @module System prompts as documents: pinned when a rollout begins, so that it keeps its prompt whatever is edited meanwhile. */
import { isMaestroError, MaestroError } from '../domain/errors.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import type { Policy } from '../policies/policy.js';
import type { ContentStore } from '../store/blob-store.js';
import { sha256 } from '../store/hash.js';
import { LruCache } from '../store/lru-cache.js';

/** Of the empty text, which is not stored: the policy has no prompt. */
const NO_PROMPT = sha256('');
/** Bytes of prompts that a process keeps. */
const KEPT = 8 * 1024 * 1024;

/**
 * Fills the policy's prompt in for the snapshot, stores it, and returns its hash; once for each policy, snapshot and template.
 * `template`: hash of the user's own.
 * @throws MaestroError INVALID_INPUT or TOO_LARGE for a template that can't be used; STORE_UNAVAILABLE
 */
export function promptPinner(
  documents: ContentStore,
): (policy: Policy, snapshot: RegistrySnapshot, template: string | undefined) => Promise<string> {
  const pinned = new WeakMap<RegistrySnapshot, Map<string, string>>();
  return async (policy, snapshot, template) => {
    const ofSnapshot = pinned.get(snapshot) ?? new Map<string, string>();
    pinned.set(snapshot, ofSnapshot);
    const key = `${policy.name} ${template ?? ''}`;
    const known = ofSnapshot.get(key);
    if (known !== undefined) return known;
    const source = template === undefined ? undefined : await readTemplate(documents, template);
    const prompt = policy.systemPrompt(snapshot, source);
    const hash = prompt === '' ? NO_PROMPT : (await documents.put(Buffer.from(prompt, 'utf8'))).sha256;
    ofSnapshot.set(key, hash);
    return hash;
  };
}

async function readTemplate(documents: ContentStore, hash: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await documents.get(hash));
  } catch (error) {
    if (!isMaestroError(error) || error.code !== 'BLOB_MISSING') throw error;
    throw new MaestroError(
      'INVALID_INPUT',
      `prompt: this worker's results database has no document ${hash.slice(0, 12)}…. Store the prompt there first (maestro ask --prompt does), in the database that the workers use.`,
      { cause: error },
    );
  }
}

/** Reads pinned prompts by their hash. Errors as `ContentStore.get`. */
export function promptReader(documents: ContentStore): (hash: string) => Promise<string> {
  const kept = new LruCache<string>(KEPT, KEPT);
  return async (hash) => {
    if (hash === NO_PROMPT) return '';
    const known = kept.get(hash);
    if (known !== undefined) return known;
    const bytes = await documents.get(hash);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    kept.set(hash, text, bytes.byteLength);
    return text;
  };
}

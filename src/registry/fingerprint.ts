/** @module A cheap sign that registry files were edited, so that a worker reloads them for new rollouts. */
import { createHash } from 'node:crypto';
import { statFiles } from './files.js';

/**
 * Changes when a file of these roots is added, removed, or differs in size or modification time; reads no content. Links
 * and unreadable folders are part of it, so a repaired registry is noticed as well. A file removed while it runs throws.
 */
export async function registryFingerprint(roots: readonly string[]): Promise<string> {
  return createHash('sha256')
    .update((await statFiles(roots)).join('\n'))
    .digest('hex');
}

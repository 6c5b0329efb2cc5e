/** @module A cheap sign that registry files were edited, so that a worker reloads them for new rollouts. */
import { createHash } from 'node:crypto';
import type { Fault } from '../skills/fault.js';
import { listRoot } from './files.js';

/**
 * Changes when a file of these roots is added, removed, or differs in size or modification time; reads no content. What can't
 * be listed is part of it too, so that a repaired registry is noticed.
 */
export async function registryFingerprint(roots: readonly string[]): Promise<string> {
  const faults: Fault[] = [];
  const stamps: string[] = [];
  for (const root of roots) stamps.push(...(await listRoot(root, faults)).stamps);
  const lines = [...stamps, ...faults.map((fault) => `${fault.file}: ${fault.message}`)];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

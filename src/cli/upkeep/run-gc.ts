/** @module `maestro gc`: removes blobs that nothing refers to. */
import { FRESH_MS, type ListedBlob } from '../../store/blob-store.js';
import { openPlainBlobStore } from '../../store/open-blob-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import { connectClient } from '../../temporal/connection.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, fileSize } from '../format.js';
import { ensureServer } from '../processes/ensure-up.js';
import { mentionedHashes } from './blob-references.js';
import { openWork, type OpenWork } from './open-work.js';

export interface GcRequest {
  readonly dryRun: boolean;
  /** Younger blobs stay. */
  readonly ageMs: number;
}

interface Tally {
  blobs: number;
  bytes: number;
}

/** @returns the exit code. @throws MaestroError STORE_UNAVAILABLE, TEMPORAL_UNAVAILABLE: what runs must be known */
export async function runGc(context: Context, { dryRun, ageMs }: GcRequest): Promise<number> {
  const { settings, env, out, clock, signal } = context;
  const began = clock.now();
  // Before the store is read: what begins later refers to younger blobs only.
  const open = await whatRuns(context);
  const beforeMs = sweepBefore(began, ageMs, open);
  const results = await openResultStore(settings.resultsUrl);
  try {
    const mentioned = await mentionedHashes(results);
    const blobs = await openPlainBlobStore(settings.blobUrl, env);
    const kept = { referenced: tally(), young: tally() };
    const removed = tally();
    try {
      for await (const blob of blobs.list()) {
        signal.throwIfAborted();
        if (mentioned.has(blob.sha256)) add(kept.referenced, blob);
        else if (blob.writtenAtMs >= beforeMs) add(kept.young, blob);
        else if (dryRun || (await blobs.remove(blob.sha256, beforeMs))) add(removed, blob);
        else add(kept.young, blob);
      }
    } finally {
      await blobs.close();
    }
    const before = new Date(beforeMs).toISOString();
    out.emit({
      dry_run: dryRun,
      before,
      running: open.ids.size,
      removed,
      referenced: kept.referenced,
      young: kept.young,
    });
    out.print(`${dryRun ? 'would remove' : 'removed'}  ${told(removed)}, last put before ${before.slice(0, 19)}Z`);
    out.print(`kept          ${told(kept.referenced)} that the results store refers to`);
    out.print(`kept          ${told(kept.young)} that nothing refers to, put later`);
    if (open.ids.size > 0)
      out.print(`${count(open.ids.size, 'workflow')} open: what was put since the oldest began stays.`);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

/**
 * What is older may be swept. A rollout refers to what was put since it began, and to what the store mentions already; and a blob's time
 * is exact to {@link FRESH_MS}.
 */
export function sweepBefore(
  nowMs: number,
  ageMs: number,
  { oldestStartMs = nowMs }: Pick<OpenWork, 'oldestStartMs'>,
): number {
  return Math.min(nowMs - ageMs, oldestStartMs) - FRESH_MS;
}

async function whatRuns(context: Context): Promise<OpenWork> {
  const client = await connectClient(await ensureServer(context));
  try {
    return await openWork(client);
  } finally {
    await client.connection.close();
  }
}

function tally(): Tally {
  return { blobs: 0, bytes: 0 };
}

function add(to: Tally, { bytes }: ListedBlob): void {
  to.blobs += 1;
  to.bytes += bytes;
}

function told({ blobs, bytes }: Tally): string {
  return `${count(blobs, 'blob')} (${fileSize(bytes)})`;
}

/** @module Reads what a rollout pinned: its plan and its registry snapshot, each parsed once per process. */
import type { RegistrySnapshot } from '../domain/registry.js';
import type { BlobRef } from '../domain/ref.js';
import type { PlanDocument } from '../domain/task.js';
import { parseSnapshot } from '../registry/snapshot-schema.js';
import type { ContentStore } from '../store/blob-store.js';
import { jsonReader } from '../store/json-blobs.js';
import { LruCache } from '../store/lru-cache.js';
import { parsePlanDocument } from './plan-schema.js';

export interface Pinned {
  readonly plan: PlanDocument;
  readonly snapshot: RegistrySnapshot;
}

export type ReadPinned = (plan: BlobRef) => Promise<Pinned>;

/** Rollouts in flight in one process, amply. */
const MAX_PLANS = 2_000;

export function pinnedReader(documents: ContentStore): ReadPinned {
  const plans = jsonReader(documents, parsePlanDocument, MAX_PLANS);
  const snapshots = jsonReader(documents, parseSnapshot, 16);
  // Every activity asks: what was read is handed out as it is, without new promises.
  const known = new LruCache<Promise<Pinned>>(MAX_PLANS, 1);
  const read = async ({ sha256 }: BlobRef): Promise<Pinned> => {
    const plan = await plans.get(sha256);
    const pinned = { plan, snapshot: await snapshots.get(plan.registry) };
    known.set(sha256, Promise.resolve(pinned), 1);
    return pinned;
  };
  return (ref) => known.get(ref.sha256) ?? read(ref);
}

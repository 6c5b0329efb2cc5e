/** @module Reads what a rollout pinned: its plan and its registry snapshot, each parsed once per process. */
import type { RegistrySnapshot } from '../domain/registry.js';
import type { BlobRef } from '../domain/ref.js';
import type { PlanDocument } from '../domain/task.js';
import { parseSnapshot } from '../registry/snapshot-schema.js';
import type { ContentStore } from '../store/blob-store.js';
import { jsonReader, keptReader, readJson } from '../store/json-blobs.js';
import { parsePlanDocument } from './plan-schema.js';

export interface Pinned {
  readonly plan: PlanDocument;
  readonly snapshot: RegistrySnapshot;
}

export type ReadPinned = (plan: BlobRef) => Promise<Pinned>;

/** Rollouts in flight in one process, amply. */
const MAX_PLANS = 2_000;

export function pinnedReader(documents: ContentStore): ReadPinned {
  const snapshots = jsonReader(documents, parseSnapshot, 16);
  const pinned = keptReader(async (sha256): Promise<Pinned> => {
    const plan = await readJson(documents, sha256, parsePlanDocument);
    return { plan, snapshot: await snapshots.get(plan.registry) };
  }, MAX_PLANS);
  return ({ sha256 }) => pinned.get(sha256);
}

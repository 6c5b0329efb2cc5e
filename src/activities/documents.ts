/** @module Reads what a rollout pinned: its plan and its registry snapshot, each parsed once per process. */
import type { RegistrySnapshot } from '../domain/registry.js';
import type { BlobRef } from '../domain/ref.js';
import type { PlanDocument } from '../domain/task.js';
import { parseSnapshot } from '../registry/snapshot-schema.js';
import type { ContentStore } from '../store/blob-store.js';
import { jsonReader } from '../store/json-blobs.js';
import { parsePlanDocument } from './plan-schema.js';

export interface Pinned {
  readonly plan: PlanDocument;
  readonly snapshot: RegistrySnapshot;
}

export type ReadPinned = (plan: BlobRef) => Promise<Pinned>;

export function pinnedReader(documents: ContentStore): ReadPinned {
  const plans = jsonReader(documents, parsePlanDocument, 2_000);
  const snapshots = jsonReader(documents, parseSnapshot, 16);
  return async (ref) => {
    const plan = await plans.get(ref.sha256);
    return { plan, snapshot: await snapshots.get(plan.registry) };
  };
}

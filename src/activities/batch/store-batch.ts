/** @module Pins a batch: its tasks in pages and its spec, as documents of the results database. */
import { createHash } from 'node:crypto';
import { MaestroError } from '../../domain/errors.js';
import { batchIdOf } from '../../domain/batch-id.js';
import type { BatchSpec, BatchTask, PageRef } from '../../domain/batch.js';
import type { Task } from '../../domain/task.js';
import { hashJson } from '../../store/hash.js';
import { putJson } from '../../store/json-blobs.js';
import type { ContentStore } from '../../store/blob-store.js';

/** A page travels through the history of its window, so it is short in both ways. */
const MAX_TASKS = 50;
const MAX_PAGE_BYTES = 64 * 1024;

export interface PinnedTask {
  readonly task: Task;
  /** SHA-256 of the content of each image. */
  readonly images: readonly string[];
}

export interface PinnedBatch {
  /** `<suite>-<10 digits of the spec>`: the id of the batch. */
  readonly batch: string;
  /** SHA-256 of the spec's document. */
  readonly spec: string;
  readonly tasks: number;
  readonly rollouts: number;
}

export type Conditions = Omit<BatchSpec, 'version' | 'pages' | 'fingerprint'>;

/**
 * Reads the tasks as they come; memory holds one page and the references of all.
 * @throws MaestroError INVALID_INPUT when two tasks have one id, or there is none; as the store
 */
export async function storeBatch(
  documents: ContentStore,
  tasks: AsyncIterable<PinnedTask>,
  conditions: Conditions,
): Promise<PinnedBatch> {
  const fingerprint = createHash('sha256');
  const pages: PageRef[] = [];
  const ids = new Set<string>();
  let page: BatchTask[] = [];
  let bytes = 0;
  const endPage = async (): Promise<void> => {
    if (page.length === 0) return;
    pages.push({ sha256: (await putJson(documents, page)).sha256, tasks: page.length });
    page = [];
    bytes = 0;
  };
  for await (const { task, images } of tasks) {
    if (ids.has(task.id))
      throw new MaestroError('INVALID_INPUT', `Two tasks have the id "${task.id}": make ids unique.`);
    ids.add(task.id);
    const identity = hashJson({ ...task, images });
    fingerprint.update(identity);
    const size = Buffer.byteLength(JSON.stringify(task), 'utf8');
    if (page.length >= MAX_TASKS || (page.length > 0 && bytes + size > MAX_PAGE_BYTES)) await endPage();
    page.push({ task, key: identity.slice(0, 8) });
    bytes += size;
  }
  await endPage();
  if (ids.size === 0) throw new MaestroError('INVALID_INPUT', 'The batch has no task.');
  const facts = { version: 1, ...conditions, fingerprint: fingerprint.digest('hex') } as const;
  const { sha256: spec } = await putJson(documents, { ...facts, pages } satisfies BatchSpec);
  const { policies, samples } = conditions;
  return {
    // Where an image lies does not matter, only what it shows: so the id is made from the fingerprint, not from the pages.
    batch: batchIdOf(conditions.suite, hashJson(facts)),
    spec,
    tasks: ids.size,
    rollouts: ids.size * policies.length * samples,
  };
}

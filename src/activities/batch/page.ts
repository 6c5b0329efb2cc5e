/** @module `batchPage`: which rollouts of a batch are still to be started. */
import { MaestroError } from '../../domain/errors.js';
import type { BatchItem, BatchTask, RetryRequest } from '../../domain/batch.js';
import { jsonReader } from '../../store/json-blobs.js';
import type { ResultStore, RolloutStatus } from '../../store/result-store.js';
import { hashJson } from '../../store/hash.js';
import type { BatchActivities, PageInput, PageItems } from './contract.js';
import { parsePage, parseSpec } from './spec-schema.js';

export function createPages(results: ResultStore): Pick<BatchActivities, 'batchPage'> {
  const specs = jsonReader(results.documents, parseSpec, 16);
  const pages = jsonReader(results.documents, parsePage, 64);

  async function batchPage(input: PageInput): Promise<PageItems> {
    const { spec, batch, page, offset, skipped, samples, retry } = input;
    const { pages: refs, policies } = await specs.get(spec);
    const ref = refs[page];
    if (ref === undefined)
      throw new MaestroError('INTERNAL', `Batch ${batch} has ${refs.length} pages, none is number ${page}.`);
    const all = itemsOf(batch, await pages.get(ref.sha256), policies, samples);
    const wanted = all
      .map((item, place) => ({ ...item, place }))
      .filter(({ task, place }) => place >= offset && !skipped.includes(task.id));
    const rows = new Map((await results.statusOf(wanted.map(({ id }) => id))).map((row) => [row.id, row]));
    const items = wanted
      .filter(({ id }) => isToRun(rows.get(id), retry))
      .map((item) => ({ ...item, again: rows.has(item.id) }));
    return { items, found: wanted.length - items.length };
  }

  return { batchPage };
}

/** The rollouts of a page's tasks. Samples of a task stand together: they are its group when a policy learns from them. */
export function itemsOf(
  batch: string,
  tasks: readonly BatchTask[],
  policies: readonly string[],
  [from, to]: readonly [number, number],
): readonly Omit<BatchItem, 'again'>[] {
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  return tasks.flatMap(({ task, key }) =>
    policies.flatMap((policy) =>
      numbers.map((sample) => ({ id: itemId(batch, key, policy, sample), task, policy, sample })),
    ),
  );
}

/** `<batch>-<8 digits of task>-<8 of policy and sample>`: the same whenever and wherever the batch is submitted. */
export function itemId(batch: string, key: string, policy: string, sample: number): string {
  return `${batch}-${key}-${hashJson({ policy, sample }).slice(0, 8)}`;
}

function isToRun(row: RolloutStatus | undefined, retry: RetryRequest | undefined): boolean {
  // A cancelled rollout wrote what it had; it is not done.
  if (row === undefined || row.outcome === 'cancelled') return true;
  if (retry === undefined || row.finishedAt >= retry.before) return false;
  return retry.only === 'tainted' ? row.tainted : row.outcome !== 'answered' && row.outcome !== 'turn_limit';
}

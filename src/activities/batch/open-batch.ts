/** @module `openBatch`, `noteBatch` and `setBudget`: what the store knows of a batch as a whole. */
import type { Budget } from '../../domain/budget.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { windowFor } from '../../domain/window.js';
import { jsonReader } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import type { BatchActivities } from './contract.js';
import { parseBatchInput } from './input-schema.js';
import { parseSpec } from './spec-schema.js';

export interface OpenBatchDeps {
  readonly results: ResultStore;
  /** The registry as it stands now. */
  readonly registry: () => Promise<Pick<RegistrySnapshot, 'models'>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createOpenBatch({
  results,
  registry,
  now,
}: OpenBatchDeps): Pick<BatchActivities, 'openBatch' | 'noteBatch' | 'setBudget'> {
  const specs = jsonReader(results.documents, parseSpec, 16);
  const { budgets } = results.calls;

  /** Wall time is the workflow's to watch; a batch that is limited in nothing else has no row, and its calls pay nothing. */
  async function setBudget(batch: string, change: Budget): Promise<Budget> {
    const { hours, ...limits } = change;
    const state =
      Object.keys(limits).length === 0 ? await budgets.find(batch, now()) : await budgets.set(batch, limits);
    return { ...state?.budget, ...(hours === undefined ? {} : { hours }) };
  }

  return {
    openBatch: async ({ batch, input, startedAt }) => {
      const given = parseBatchInput(input);
      const { pages, ...conditions } = await specs.get(given.spec);
      const tasks = pages.reduce((sum, page) => sum + page.tasks, 0);
      // Samples that were added are the batch's from then on.
      const known = await results.batches.find(batch);
      const samples = Math.max(given.samples ?? conditions.samples, known?.samples ?? 0);
      const budget = await setBudget(batch, given.budget ?? {});
      const rollouts = tasks * conditions.policies.length * samples;
      const state = { status: 'running', startedAt: known?.startedAt ?? startedAt, endedAt: null, skipped: [] };
      await results.batches.note({ batch, spec: given.spec, tasks, samples, rollouts, ...state });
      const { priority = 'evaluation', notify = [] } = given;
      const concurrency = given.concurrency ?? windowFor(await registry());
      return {
        conditions,
        pages: pages.length,
        tasks,
        input: { ...given, concurrency, samples, budget, priority, notify },
      };
    },
    noteBatch: async ({ batch, status, samples, skipped = [], at }) => {
      const known = await results.batches.find(batch);
      if (known === undefined) return;
      const rollouts = (known.rollouts / known.samples) * samples;
      const endedAt = status === 'running' ? null : at;
      await results.batches.change(batch, { status, samples, rollouts, skipped, endedAt });
    },
    setBudget: ({ batch, budget }) => setBudget(batch, budget),
  };
}

/** @module What is known of a batch: from its workflow, and from the store, which also knows those that the server has forgotten. */
import { WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { BatchRow } from '../../store/batches.js';
import type { BatchCounts, ResultStore } from '../../store/result-store.js';
import { batchQuery, type BatchView } from '../../workflows/batch.js';

const memo = z.object({ spec: z.string(), tasks: z.number(), rollouts: z.number() });

export interface BatchState {
  readonly batch: string;
  /** Of its workflow: `RUNNING`, `COMPLETED`, `CANCELLED`, `FAILED`, ... `UNKNOWN`: nobody knows its end. */
  readonly status: string;
  readonly startedAt: string;
  readonly tasks: number;
  readonly rollouts: number;
  /** SHA-256 of what was pinned. */
  readonly spec: string;
  readonly counts: BatchCounts;
}

/** @throws MaestroError NOT_FOUND */
export async function stateOf(client: Client, results: ResultStore, batch: string): Promise<BatchState> {
  try {
    const info = await client.workflow.getHandle(batch).describe();
    if (info.type === 'batchWorkflow') return await withCounts(info, results);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const row = await results.batches.find(batch);
  if (row !== undefined) return fromStore(row, results);
  throw new MaestroError('NOT_FOUND', `There is no batch "${batch}": see maestro batch list.`);
}

/** Newest first. */
export async function allBatches(client: Client, results: ResultStore): Promise<readonly BatchState[]> {
  const found: BatchState[] = [];
  for await (const info of client.workflow.list({ query: 'WorkflowType = "batchWorkflow"' })) {
    // A batch that was submitted again has several runs: the newest one comes first.
    if (!found.some(({ batch }) => batch === info.workflowId)) found.push(await withCounts(info, results));
  }
  const served = new Set(found.map(({ batch }) => batch));
  for (const row of await results.batches.list()) {
    if (!served.has(row.batch)) found.push(await fromStore(row, results));
  }
  return found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The server has forgotten it, or is another one: what was running then is nobody's to know. */
async function fromStore(
  { batch, status, startedAt, tasks, rollouts, spec }: BatchRow,
  results: ResultStore,
): Promise<BatchState> {
  const counts = await results.countBatch(batch);
  const known = status === 'running' ? 'UNKNOWN' : status.toUpperCase();
  return { batch, status: known, startedAt, tasks, rollouts, spec, counts };
}

type Known = Pick<WorkflowExecutionInfo, 'workflowId' | 'status' | 'startTime' | 'memo'>;

async function withCounts(info: Known, results: ResultStore): Promise<BatchState> {
  const { spec = '', tasks = 0, rollouts = 0 } = memo.partial().parse(info.memo ?? {});
  return {
    batch: info.workflowId,
    status: info.status.name,
    startedAt: info.startTime.toISOString(),
    tasks,
    rollouts,
    spec,
    counts: await results.countBatch(info.workflowId),
  };
}

/** How a batch is steered, and how its canary is; asks its workflow. */
export async function viewOf(client: Client, batch: string): Promise<BatchView> {
  return client.workflow.getHandle(batch).query(batchQuery);
}

/** As programs read it. */
export function stateJson({ batch, status, startedAt, tasks, rollouts, counts }: BatchState): Record<string, unknown> {
  return {
    batch,
    status: status.toLowerCase(),
    started_at: startedAt,
    tasks,
    rollouts,
    done: counts.done,
    answered: counts.answered,
    right: counts.right,
    graded: counts.graded,
    tainted: counts.tainted,
    cost_usd: counts.costUsd,
    tokens: counts.tokens,
  };
}

/** @module What is known of a batch: from its workflow, and from the rows of its rollouts. */
import { WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { BatchControl } from '../../domain/batch.js';
import type { BatchCounts, ResultStore } from '../../store/result-store.js';
import { batchQuery } from '../../workflows/batch.js';

const memo = z.object({ spec: z.string(), tasks: z.number(), rollouts: z.number() });

export interface BatchState {
  readonly batch: string;
  /** Of its workflow: `RUNNING`, `COMPLETED`, `CANCELLED`, `FAILED`, ... */
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
  throw new MaestroError('NOT_FOUND', `The Temporal server has no batch "${batch}": see maestro batch list.`);
}

/** Newest first. */
export async function allBatches(client: Client, results: ResultStore): Promise<readonly BatchState[]> {
  const found: BatchState[] = [];
  for await (const info of client.workflow.list({ query: 'WorkflowType = "batchWorkflow"' })) {
    // A batch that was submitted again has several runs: the newest one comes first.
    if (!found.some(({ batch }) => batch === info.workflowId)) found.push(await withCounts(info, results));
  }
  return found;
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

/** How a running batch is steered; asks its workflow. */
export async function controlOf(client: Client, batch: string): Promise<BatchControl> {
  return (await client.workflow.getHandle(batch).query(batchQuery)).control;
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

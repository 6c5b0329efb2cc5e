/** @module Rollouts that wait for a person's verdict, as the Temporal server lists them. */
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { z } from 'zod';
import { parsePlanDocument } from '../../activities/plan-schema.js';
import { isMaestroError } from '../../domain/errors.js';
import type { PlanDocument } from '../../domain/task.js';
import { getJson } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import { MAESTRO_WAITS_FOR, WAITS_FOR_REVIEW } from '../../temporal/search-attributes.js';

export interface Waiting {
  readonly id: string;
  /** Empty when its plan is in another results store. */
  readonly question: string;
  readonly dataSource: string;
  readonly truths: readonly string[];
  /** Beginning of the answer. */
  readonly answer: string;
  /** Why nobody could decide. */
  readonly why: string;
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
}

const QUERY = `WorkflowType = "rolloutWorkflow" AND ExecutionStatus = "Running" AND ${MAESTRO_WAITS_FOR.name} = "${WAITS_FOR_REVIEW}"`;

/** The memo that the workflow leaves. */
const memo = z.object({
  maestro_review: z.object({ plan: z.string(), until: z.number(), answer: z.string(), why: z.string() }),
});

/** The one that ends first, first. */
export async function listWaiting(client: Client, results: ResultStore): Promise<readonly Waiting[]> {
  const found: Waiting[] = [];
  for await (const execution of client.workflow.list({ query: QUERY })) {
    const waiting = await waitingOf(execution, results);
    if (waiting !== undefined) found.push(waiting);
  }
  return found.sort((a, b) => (a.until < b.until ? -1 : 1));
}

async function waitingOf(execution: WorkflowExecutionInfo, results: ResultStore): Promise<Waiting | undefined> {
  const parsed = memo.safeParse(execution.memo);
  if (!parsed.success) return undefined;
  const { plan: hash, until, answer, why } = parsed.data.maestro_review;
  const task = (await readPlan(results, hash))?.task;
  return {
    ...{ id: execution.workflowId, answer, why },
    question: task?.question ?? '',
    dataSource: task?.dataSource ?? '',
    truths: task?.groundTruth ?? [],
    since: execution.startTime.toISOString(),
    until: new Date(until).toISOString(),
  };
}

/** Undefined when the workers write to another store. */
async function readPlan(results: ResultStore, hash: string): Promise<PlanDocument | undefined> {
  try {
    return parsePlanDocument(await getJson(results.documents, hash));
  } catch (error) {
    if (isMaestroError(error) && error.code === 'BLOB_MISSING') return undefined;
    throw error;
  }
}

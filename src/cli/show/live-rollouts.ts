/** @module Rollouts as the Temporal server knows them: those that run, and those that ended without a record. */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { isMaestroError, messageOf } from '../../domain/errors.js';
import { connectClient, resolveTarget } from '../../temporal/connection.js';
import type { rolloutWorkflow } from '../../workflows/index.js';
import type { RolloutView } from '../../workflows/rollout-view.js';
import type { Context } from '../command.js';
import { overviewOf } from '../processes/overview.js';
import { linkToRollout } from '../rollout/link.js';
import { resultOfRollout } from '../rollout/await-rollout.js';
import { troubleOf } from '../rollout/trouble.js';

const CALL_TIMEOUT_MS = 5_000;
const WORKFLOW_TYPE = 'rolloutWorkflow';

export interface LiveRollout {
  /** Temporal's word in lower case: `running`, `completed`, `failed`, `canceled`, `terminated`, `timed_out`. */
  readonly status: string;
  /** Of a running one, what it waits for; of one that failed, why; empty when that can't be told. */
  readonly about: string;
  /** Why the call that it waits for is made again, or that no worker is there; empty when all goes well. */
  readonly trouble: string;
  /** When a running one ends at the latest, ISO 8601; empty when that can't be told. */
  readonly until: string;
  readonly startedAt: string;
  /** Beginning of the question. */
  readonly question: string;
  readonly link: string | undefined;
}

export interface LiveRollouts {
  find(id: string): Promise<LiveRollout | undefined>;
  /** Ids that begin so, at most `limit`. */
  idsBeginning(prefix: string, limit: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Undefined when no Temporal server runs here: none is started. @throws MaestroError TEMPORAL_UNAVAILABLE */
export async function openLiveRollouts(context: Context): Promise<LiveRollouts | undefined> {
  const { env, settings, out } = context;
  if ((await overviewOf(context)).server.state !== 'running') return undefined;
  const log = (line: string): void => out.note(line);
  const target = await resolveTarget({ env, dataDir: settings.dataDir, log, start: false });
  const client = await connectClient(target);
  return {
    find: async (id) => {
      const described = await describe(client, id);
      if (described === undefined) return undefined;
      const status = described.status.name.toLowerCase();
      return {
        status,
        ...(await aboutOf(client, id, status)),
        startedAt: described.startTime.toISOString(),
        question: (await described.staticSummary()) ?? '',
        link: linkToRollout(target, id),
      };
    },
    idsBeginning: (prefix, limit) => list(client, prefix, limit),
    close: () => client.connection.close(),
  };
}

async function describe(client: Client, id: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    const described = await within(client, () => client.workflow.getHandle(id).describe());
    return described.type === WORKFLOW_TYPE ? described : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function list(client: Client, prefix: string, limit: number): Promise<readonly string[]> {
  const text = prefix.replace(/["\\]/g, (character) => `\\${character}`);
  const query = `WorkflowType = "${WORKFLOW_TYPE}" AND WorkflowId STARTS_WITH "${text}"`;
  return within(client, async () => {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query, pageSize: limit })) {
      ids.push(workflowId);
      if (ids.length === limit) break;
    }
    return ids;
  });
}

async function aboutOf(client: Client, id: string, status: string): Promise<About> {
  if (status === 'running') return aboutRunning(client, id);
  try {
    await within(client, () => resultOfRollout(client, id));
    return NOTHING;
  } catch (error) {
    return isMaestroError(error) ? { ...NOTHING, about: messageOf(error) } : NOTHING;
  }
}

type About = Pick<LiveRollout, 'about' | 'trouble' | 'until'>;

const NOTHING: About = { about: '', trouble: '', until: '' };

async function aboutRunning(client: Client, id: string): Promise<About> {
  const handle = client.workflow.getHandle<typeof rolloutWorkflow>(id);
  const trouble = await troubleOf(client, handle);
  try {
    const view = await within(client, () => handle.query<RolloutView>('state'));
    // One that was begun by an older worker does not tell.
    return { about: view.waits_for, trouble, until: view.ends_at ?? '' };
  } catch {
    // A query is answered by a worker; without one, what stands in the ledger is all there is.
    return { ...NOTHING, trouble };
  }
}

function within<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);
}

/** @module Tells, while a rollout runs, what it waits for: its own view, and the failures of calls that are retried. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { messageOf } from '../../domain/errors.js';
import { oneLine } from '../../domain/escape.js';
import { recentPollers } from '../../temporal/pollers.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { RolloutView } from '../../workflows/rollout-view.js';
import { count } from '../format.js';
import type { Output } from '../output.js';
import type { RolloutHandle } from './start-rollout.js';
import type { rolloutWorkflow } from '../../workflows/index.js';

const LOOK_MS = 1_500;
const CALL_TIMEOUT_MS = 3_000;

/** Reports until `signal` is aborted. What it can't find out, it leaves out: the one who waits for the result will hear of it. */
export async function reportProgress(
  server: { readonly client: Client },
  id: string,
  out: Output,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the next line
    if (isAborted(signal)) break;
    const { client } = server;
    const handle = client.workflow.getHandle<typeof rolloutWorkflow>(id);
    const trouble = await troubleOf(client, handle);
    if (isAborted(signal)) break;
    if (trouble !== '' && trouble !== told) {
      out.note(trouble);
      told = trouble;
    }
    out.status(await viewOf(client, handle));
  }
  out.status('');
}

/** Through a function: between two looks it changes. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function viewOf(client: Client, handle: RolloutHandle): Promise<string> {
  try {
    const view = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => handle.query<RolloutView>('state'));
    return `turn ${view.turns.length + 1}, ${count(view.calls, 'call')} so far: waits for ${view.waits_for}`;
  } catch (error) {
    return `no news of the rollout (${oneLine(messageOf(error), 60)})`;
  }
}

/** Why a call is being retried, or that nobody works at all; empty when all goes well. */
async function troubleOf(client: Client, handle: RolloutHandle): Promise<string> {
  try {
    const { raw } = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => handle.describe());
    const failing = (raw.pendingActivities ?? []).find((activity) => activity.lastFailure?.message);
    if (failing !== undefined) {
      const name = failing.activityType?.name ?? 'a call';
      return `${name}, attempt ${(failing.attempt ?? 1) - 1} failed: ${oneLine(failing.lastFailure?.message ?? '', 300)}`;
    }
    const pollers = await recentPollers(client, WORKFLOW_QUEUE, 75_000);
    return pollers.length === 0 ? `No worker serves the queue ${WORKFLOW_QUEUE} yet; the rollout waits for one.` : '';
  } catch {
    return ''; // the server is away: `awaitRollout` says so
  }
}

/** @module What holds a running rollout up: the call that fails and is made again, or that nobody works. */
import type { Client } from '@temporalio/client';
import { oneLine } from '../../domain/escape.js';
import { recentPollers } from '../../temporal/pollers.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { RolloutHandle } from './start-rollout.js';

const CALL_TIMEOUT_MS = 3_000;
/** An endpoint's own message, whose it is, and what to do about it. */
const MAX_MESSAGE = 700;

/** Why a call is being retried, or that nobody works at all; empty when all goes well, and when the server does not say. */
export async function troubleOf(client: Client, handle: RolloutHandle): Promise<string> {
  try {
    const { raw } = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => handle.describe());
    const failing = (raw.pendingActivities ?? []).find((activity) => activity.lastFailure?.message);
    if (failing !== undefined) {
      const name = failing.activityType?.name ?? 'a call';
      const said = oneLine(failing.lastFailure?.message ?? '', MAX_MESSAGE);
      return `${name}, attempt ${(failing.attempt ?? 1) - 1} failed: ${said}`;
    }
    const pollers = await recentPollers(client, WORKFLOW_QUEUE, 75_000);
    return pollers.length === 0 ? `No worker serves the queue ${WORKFLOW_QUEUE} yet; the rollout waits for one.` : '';
  } catch {
    return ''; // the server is away: whoever waits for the result says so
  }
}

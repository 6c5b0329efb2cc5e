/** @module Tells, while a rollout runs, what it waits for: its own view, and the failures of calls that are retried. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { messageOf } from '../../domain/errors.js';
import { oneLine } from '../../domain/escape.js';
import type { RolloutView } from '../../workflows/rollout-view.js';
import { count } from '../format.js';
import type { Output } from '../output.js';
import type { RolloutHandle } from './start-rollout.js';
import { troubleOf } from './trouble.js';
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
    const view = await viewOf(client, handle);
    if (trouble !== '' && trouble !== told) {
      out.note(trouble);
      if (told === '' && view.endsAt !== '') out.note(patienceNote(view.endsAt, id));
      told = trouble;
    }
    out.status(view.line);
  }
  out.status('');
}

/** Through a function: between two looks it changes. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Said once, at the first trouble. */
function patienceNote(endsAt: string, id: string): string {
  return `It is tried again until ${endsAt}, and goes on by itself once that works. To leave: Ctrl-C; to see it later: maestro show ${id}`;
}

async function viewOf(
  client: Client,
  handle: RolloutHandle,
): Promise<{ readonly line: string; readonly endsAt: string }> {
  try {
    const view = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => handle.query<RolloutView>('state'));
    const line = `turn ${view.turns.length + 1}, ${count(view.calls, 'call')} so far: waits for ${view.waits_for}`;
    return { line, endsAt: view.ends_at ?? '' };
  } catch (error) {
    return { line: `no news of the rollout (${oneLine(messageOf(error), 60)})`, endsAt: '' };
  }
}

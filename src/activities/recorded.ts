/** @module The promise of the ledger: a call whose reply was recorded is never made again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError } from '../domain/errors.js';
import type { Usage } from '../domain/expert.js';
import type { JsonValue } from '../domain/ref.js';
import { hashJson } from '../store/hash.js';
import type { CallRow } from '../store/rows.js';
import type { ActivityDeps, RunContext } from './deps.js';

export interface CallKey {
  readonly rolloutId: string;
  readonly turn: number;
  readonly step: string;
}

/** A call that was made, or that the cache of calls spared. */
export interface Made {
  readonly status: string;
  readonly body: JsonValue;
  readonly usage: Usage;
  readonly waitedMs?: number;
  readonly cached?: boolean;
  readonly hedged?: boolean;
}

export interface Call {
  readonly key: CallKey;
  readonly kind: string;
  readonly model: string;
  /** All that the reply depends on: another request under the same key is another call. */
  readonly request: object;
  /** Makes the call; whatever it throws is not recorded. */
  readonly make: () => Promise<Made>;
}

/**
 * The reply that stands in the ledger for this call, made now unless it is there already. A quick call is free: it is made
 * without looking first, and the ledger keeps the reply that stands if there is one.
 */
export async function recorded(
  deps: Pick<ActivityDeps, 'results' | 'clock' | 'worker'>,
  context: RunContext,
  call: Call,
): Promise<{ readonly row: CallRow; readonly wasRecorded: boolean }> {
  const { rolloutId, turn, step } = call.key;
  const requestHash = hashJson(call.request);
  const standing = context.quick ? undefined : await deps.results.ledger.find(rolloutId, turn, step);
  if (standing?.requestHash === requestHash) return { row: standing, wasRecorded: true };
  const startedAt = deps.clock.elapsed();
  const reply = await call.make();
  const latencyMs = Math.round(deps.clock.elapsed() - startedAt);
  const row = await untilStored(context, () =>
    deps.results.ledger.record({
      rolloutId,
      turn,
      step,
      requestHash,
      kind: call.kind,
      model: call.model,
      status: reply.status,
      body: reply.body,
      usage: reply.usage,
      latencyMs,
      waitedMs: reply.waitedMs ?? 0,
      cached: reply.cached ?? false,
      hedged: reply.hedged ?? false,
      attempt: context.attempt,
      worker: deps.worker,
      recordedAt: new Date(deps.clock.now()).toISOString(),
    }),
  );
  return { row, wasRecorded: false };
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A store may take this long to say that it is not usable: nothing is begun later than that before the end of the run. */
const STORE_PATIENCE_MS = 16_000;

/** A reply may have cost money: it is kept while the store can't take it, as long as this run of the activity may last. */
async function untilStored(context: RunContext, write: () => Promise<CallRow>): Promise<CallRow> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await write();
    } catch (error) {
      const passes = isMaestroError(error) && error.code === 'STORE_UNAVAILABLE';
      if (!passes || Date.now() + pauseMs + STORE_PATIENCE_MS > context.endsAtMs) throw error;
    }
    await sleep(pauseMs, undefined, { signal: context.signal });
  }
}

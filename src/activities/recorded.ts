/** @module The promise of the ledger: a call whose reply was recorded is never made again. Attempts that failed are noted beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError } from '../domain/errors.js';
import { addUsage, NO_USAGE, type Usage } from '../domain/expert.js';
import type { JsonValue } from '../domain/ref.js';
import { hashJson } from '../store/hash.js';
import type { CallRow } from '../store/rows.js';
import type { ActivityDeps, RunContext } from './deps.js';
import { noteFailure } from './failed-attempt.js';

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
  /** Makes the call; what it throws is no reply, and stands in no row of the ledger. */
  readonly make: () => Promise<Made>;
}

export interface Recorded {
  readonly row: CallRow;
  readonly wasRecorded: boolean;
  /** What the reply cost, and the failed attempts that were billed before it. */
  readonly usage: Usage;
}

/**
 * The reply that stands in the ledger for this call, made now unless it is there already. A quick call is free: it is made
 * without looking first, and the ledger keeps the reply that stands if there is one.
 * @throws what `make` throws; its `data.spent` tells what all failed attempts at this call were billed
 */
export async function recorded(
  deps: Pick<ActivityDeps, 'results' | 'clock' | 'worker' | 'gate'>,
  context: RunContext,
  call: Call,
): Promise<Recorded> {
  const { rolloutId, turn, step } = call.key;
  const requestHash = hashJson(call.request);
  const { ledger, failures } = deps.results;
  const [standing, lost] = context.quick
    ? [undefined, NO_USAGE]
    : await Promise.all([ledger.find(rolloutId, turn, step), failures.spent({ ...call.key, requestHash })]);
  const withLost = (row: CallRow): Usage => addUsage(row.usage, lost);
  if (standing?.requestHash === requestHash) return { row: standing, wasRecorded: true, usage: withLost(standing) };
  const startedAt = deps.clock.elapsed();
  const latency = (): number => Math.round(deps.clock.elapsed() - startedAt);
  const stamp = (): string => new Date(deps.clock.now()).toISOString();
  const { kind, model } = call;
  const about = { rolloutId, turn, step, requestHash, kind, model, attempt: context.attempt, worker: deps.worker };
  const reply = await call.make().catch(async (error: unknown) => {
    const execution = executionOf(context);
    const attempt = { ...about, execution, latencyMs: latency(), failedAt: stamp() };
    throw await noteFailure(deps, attempt, error, lost);
  });
  const latencyMs = latency();
  const row = await untilStored(context, () =>
    ledger.record({
      ...about,
      status: reply.status,
      body: reply.body,
      usage: reply.usage,
      latencyMs,
      waitedMs: reply.waitedMs ?? 0,
      cached: reply.cached ?? false,
      hedged: reply.hedged ?? false,
      recordedAt: stamp(),
    }),
  );
  return { row, wasRecorded: false, usage: withLost(row) };
}

/** One execution of an activity of one run: within it attempts are counted. */
function executionOf({ runId, activityId = '' }: RunContext): string {
  return [runId, activityId].filter((part) => part !== '').join(' ');
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

/** @module The promise of the ledger: a call whose reply was recorded is never made again. */
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

export interface Call {
  readonly key: CallKey;
  readonly kind: string;
  readonly model: string;
  /** The rollout's rows as read just now: the call may be among them. */
  readonly known: readonly CallRow[];
  /** All that the reply depends on: another request under the same key is another call. */
  readonly request: JsonValue;
  /** Makes the call; whatever it throws is not recorded. */
  readonly make: () => Promise<{ readonly status: string; readonly body: JsonValue; readonly usage: Usage }>;
}

/** The reply that stands in the ledger for this call, made now unless it is there already. */
export async function recorded(
  deps: Pick<ActivityDeps, 'results' | 'clock' | 'worker'>,
  context: RunContext,
  call: Call,
): Promise<{ readonly row: CallRow; readonly wasRecorded: boolean }> {
  const { rolloutId, turn, step } = call.key;
  const requestHash = hashJson(call.request);
  const standing = call.known.find((row) => row.turn === turn && row.step === step);
  if (standing?.requestHash === requestHash) return { row: standing, wasRecorded: true };
  const startedAt = deps.clock.elapsed();
  const reply = await call.make();
  const row = await deps.results.ledger.record({
    rolloutId,
    turn,
    step,
    requestHash,
    kind: call.kind,
    model: call.model,
    status: reply.status,
    body: reply.body,
    usage: reply.usage,
    latencyMs: Math.round(deps.clock.elapsed() - startedAt),
    attempt: context.attempt,
    worker: deps.worker,
    recordedAt: new Date(deps.clock.now()).toISOString(),
  });
  return { row, wasRecorded: false };
}

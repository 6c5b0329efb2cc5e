/** @module The failure domains as people see them: what is down, how long the lines are, what the cache spares. */
import { admission, CLOSED } from '../../domain/breaker.js';
import type { CallStore } from '../../store/call-store.js';
import type { GatedModel } from './gate.js';

export interface DomainRow {
  readonly model: string;
  readonly circuit: 'closed' | 'open' | 'half-open';
  /** In a row, up to now. */
  readonly failures: number;
  /** What the last failure said; empty when there was none since the last sign of life. */
  readonly reason: string;
  /** Milliseconds since the epoch; null while the circuit is closed. */
  readonly openedAtMs: number | null;
  readonly retryAtMs: number | null;
  /** Calls under way, over all workers, and those that wait for their turn. */
  readonly calling: number;
  readonly waiting: number;
  readonly concurrency: number;
  /** Replies kept, how often they were used again, and what that saved, US dollars. */
  readonly cached: number;
  readonly hits: number;
  readonly savedUsd: number;
}

/** A row for each model, in their order. Three reads. @throws MaestroError STORE_UNAVAILABLE */
export async function listDomains(
  store: CallStore,
  models: readonly GatedModel[],
  nowMs: number,
): Promise<readonly DomainRow[]> {
  const [breakers, lengths, stats] = await Promise.all([
    store.breakers.list(),
    store.lines.lengths(),
    store.cache.stats(),
  ]);
  return models.map(({ id, concurrency }) => {
    const breaker = breakers.find((row) => row.model === id)?.breaker ?? CLOSED;
    const places = lengths.find((row) => row.model === id)?.places ?? 0;
    const cache = stats.find((row) => row.model === id);
    return {
      model: id,
      circuit: breaker.state === 'closed' ? 'closed' : admission(breaker, nowMs) === 'probe' ? 'half-open' : 'open',
      failures: breaker.failures,
      reason: breaker.reason,
      openedAtMs: breaker.openedAtMs,
      retryAtMs: breaker.retryAtMs,
      calling: Math.min(places, concurrency),
      waiting: Math.max(0, places - concurrency),
      concurrency,
      cached: cache?.entries ?? 0,
      hits: cache?.hits ?? 0,
      savedUsd: cache?.savedUsd ?? 0,
    };
  });
}

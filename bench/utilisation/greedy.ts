/** @module The yardstick: how long the recorded calls would take if each began as soon as its service had a place for it. */
import { PLACES } from './workload.js';
import type { Recorded } from './services.js';

interface Event {
  readonly atMs: number;
  readonly rollout: number;
  /** Number of the call within the rollout that is ready then; one that is not there: the rollout has ended. */
  readonly call: number;
}

/** Milliseconds from the start, at which all rollouts are ready, to the last end. Failed attempts are calls like others. */
export function greedyMakespan(calls: readonly Recorded[]): number {
  const rollouts = new Map<number, Recorded[]>();
  for (const call of [...calls].sort((a, b) => a.startedMs - b.startedMs)) {
    const known = rollouts.get(call.rollout);
    if (known === undefined) rollouts.set(call.rollout, [call]);
    else known.push(call);
  }
  const free: number[] = [...PLACES];
  const lines: Event[][] = PLACES.map(() => []);
  const events: Event[] = [...rollouts.keys()].sort((a, b) => a - b).map((rollout) => ({ atMs: 0, rollout, call: 0 }));
  const ends: { readonly atMs: number; readonly service: number; readonly of: Event }[] = [];
  let lastMs = 0;
  const begin = (service: number, of: Event, atMs: number): void => {
    const call = rollouts.get(of.rollout)?.[of.call];
    if (call === undefined) return;
    const end = { atMs: atMs + call.endedMs - call.startedMs, service, of };
    const place = ends.findIndex((other) => other.atMs > end.atMs);
    ends.splice(place < 0 ? ends.length : place, 0, end);
  };
  const ready = (event: Event): void => {
    const service = rollouts.get(event.rollout)?.[event.call]?.service;
    if (service === undefined) return;
    const left = free[service] ?? 0;
    if (left === 0) {
      lines[service]?.push(event);
      return;
    }
    free[service] = left - 1;
    begin(service, event, event.atMs);
  };
  events.forEach(ready);
  for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
    const { atMs, service, of } = end;
    lastMs = atMs;
    const next = lines[service]?.shift();
    if (next === undefined) free[service] = (free[service] ?? 0) + 1;
    else begin(service, next, atMs);
    ready({ atMs, rollout: of.rollout, call: of.call + 1 });
  }
  return lastMs;
}

/** The share of places that were busy from the first arrival to the last end. */
export function busyShare(calls: readonly Recorded[], makespanMs: number): number {
  const places = PLACES.reduce((sum, count) => sum + count, 0);
  const busyMs = calls.reduce((sum, { startedMs, endedMs }) => sum + endedMs - startedMs, 0);
  return busyMs / (places * makespanMs);
}

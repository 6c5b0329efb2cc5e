/** @module What the places were idle for: each moment of a free place, by what the rollouts whose next call is there were doing. */
import type { Recorded } from './services.js';
import { PLACES, type Work } from './workload.js';

/** Where the next call of a rollout is while it is not being answered. */
const STATES = ['dispatched', 'trying again', 'deciding', 'not begun'] as const;
type State = (typeof STATES)[number];
/** No rollout has a call left for the service, or each is at another. */
const NOTHING = 'nothing to do';
export type Reason = State | typeof NOTHING;

/** When a policy decided: by rollout, the times of its decisions, on the clock of the services. */
export type Decisions = ReadonlyMap<number, readonly number[]>;

interface Change {
  readonly atMs: number;
  readonly service: number;
  readonly state: State | 'busy';
  readonly by: 1 | -1;
}

/** Seconds that places were idle from `fromMs` to `toMs`, by reason, for each service. */
export function idleOf(
  work: Work,
  calls: readonly Recorded[],
  decisions: Decisions,
  fromMs: number,
  toMs: number,
): readonly ReadonlyMap<Reason, number>[] {
  const changes: Change[] = [];
  const span = (service: number, state: Change['state'], from: number, to: number): void => {
    if (to <= from) return;
    changes.push({ atMs: from, service, state, by: 1 }, { atMs: to, service, state, by: -1 });
  };
  const byRollout = new Map<number, Recorded[]>();
  for (const call of [...calls].sort((a, b) => a.startedMs - b.startedMs)) {
    byRollout.set(call.rollout, [...(byRollout.get(call.rollout) ?? []), call]);
    span(call.service, 'busy', call.startedMs, call.endedMs);
  }
  for (const [rollout, services] of work.calls.entries()) {
    const decided = decisions.get(rollout) ?? [];
    span(services[0], 'not begun', fromMs, decided[0] ?? toMs);
    services.forEach((service, turn) => {
      const own = (byRollout.get(rollout) ?? []).filter((call) => call.turn === turn + 1);
      const [first] = own;
      if (first === undefined) return;
      span(service, 'dispatched', decided[turn] ?? first.startedMs, first.startedMs);
      own.forEach((call, at) => span(service, 'trying again', own[at - 1]?.endedMs ?? call.startedMs, call.startedMs));
      const next = services[turn + 1];
      if (next !== undefined) span(next, 'deciding', own.at(-1)?.endedMs ?? toMs, decided[turn + 1] ?? toMs);
    });
  }
  changes.sort((a, b) => a.atMs - b.atMs);
  return PLACES.map((places, service) =>
    idleAt(
      places,
      changes.filter((change) => change.service === service),
      fromMs,
      toMs,
    ),
  );
}

function idleAt(places: number, changes: readonly Change[], fromMs: number, toMs: number): ReadonlyMap<Reason, number> {
  const now = new Map<Change['state'], number>();
  const idle = new Map<Reason, number>();
  let lastMs = fromMs;
  for (const change of [...changes, { atMs: toMs, service: 0, state: 'busy', by: 1 } as const]) {
    const ms = Math.max(0, change.atMs - lastMs);
    let free = places - (now.get('busy') ?? 0);
    for (const state of STATES) {
      const share = Math.max(0, Math.min(free, now.get(state) ?? 0));
      idle.set(state, (idle.get(state) ?? 0) + (share * ms) / 1_000);
      free -= share;
    }
    idle.set(NOTHING, (idle.get(NOTHING) ?? 0) + (Math.max(0, free) * ms) / 1_000);
    now.set(change.state, (now.get(change.state) ?? 0) + change.by);
    lastMs = Math.max(lastMs, change.atMs);
  }
  return idle;
}

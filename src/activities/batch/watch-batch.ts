/** @module `watchBatch`: waits for what happens to a batch outside its own workflows: its budget, and models that go down. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Breaker } from '../../domain/breaker.js';
import { nearlySpent } from '../../domain/budget.js';
import type { CallStore } from '../../store/call-store.js';
import type { Watched, WatchInput } from './contract.js';

const POLL_MS = 1_000;
const STALE_MS = 60_000;

export function createWatchBatch({ budgets, breakers }: Pick<CallStore, 'budgets' | 'breakers'>, now: () => number) {
  return async (input: WatchInput, signal: AbortSignal): Promise<Watched> => {
    for (;;) {
      const seen = (await budgetOf(input)) ?? (await outageOf(input));
      if (seen !== undefined) return seen;
      await sleep(POLL_MS, undefined, { signal });
    }
  };

  async function budgetOf({ batch, told }: WatchInput): Promise<Watched | undefined> {
    const state = await budgets.find(batch, now());
    if (state === undefined) return undefined;
    if (state.refusal !== '') return { kind: 'spent', text: state.refusal };
    for (const { kind, limit, text } of nearlySpent(state)) {
      // A limit that is raised is told of again.
      const name = `${kind} ${limit}`;
      if (!told.includes(name)) return { kind: 'near', text: `the budget of the batch: ${text}`, told: [name] };
    }
    return undefined;
  }

  /** Each model is told once, all that are down together. */
  async function outageOf({ told }: WatchInput): Promise<Watched | undefined> {
    const down = (await breakers.list()).filter(({ breaker }) => isDown(breaker, now()));
    const fresh = down.filter(({ model }) => !told.includes(`down ${model}`));
    if (fresh.length === 0) return undefined;
    const text = fresh.map(({ model, breaker }) => `${model} is down: ${breaker.reason}`).join('; ');
    return { kind: 'outage', text: text.slice(0, 500), told: fresh.map(({ model }) => `down ${model}`) };
  }
}

/** One that nobody has probed for long is of another day. */
function isDown({ state, retryAtMs }: Breaker, nowMs: number): boolean {
  return state === 'open' && retryAtMs !== null && nowMs < retryAtMs + STALE_MS;
}

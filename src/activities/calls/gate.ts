/**
 * @module The gate before every call of an endpoint model: its circuit must be closed, and there must be room for the call
 * within the model's concurrency and rate, over all workers. What it costs: a transaction of three statements to enter and a
 * statement to leave, off the call's path; local engines never come here.
 */
import type { CallEnd } from '../../domain/breaker.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { CallStore, Place } from '../../store/call-store.js';
import { Chores } from './chores.js';
import { Circuits } from './circuits.js';
import { Keeper, LEASE_MS } from './keeper.js';
import { Line } from './line.js';

/** What the gate needs to know of a model. */
export type GatedModel = Pick<EndpointModel, 'id' | 'concurrency' | 'ratePerMinute'>;

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** How long room may be waited for: milliseconds since the epoch. */
  readonly untilMs: number;
  /** Is a refusal the end of the matter, or will the caller come again? */
  readonly final: boolean;
}

/** The right to make one call. */
export interface Pass {
  /** Milliseconds that were spent waiting for room. */
  readonly waitedMs: number;
  /** Gives it back; `end` undefined: the call says nothing about its server. */
  leave(end: CallEnd | undefined): void;
}

export interface Gate {
  /** @throws MaestroError EXPERT_UNAVAILABLE with `data.reason` `circuit_open` or `busy`; the signal's reason; STORE_UNAVAILABLE */
  enter(model: GatedModel, options: WaitOptions): Promise<Pass>;
  /** A pass for a second call beside one that has a pass: only if there is room at once. */
  tryEnter(model: GatedModel): Promise<Pass | undefined>;
  /** Is nobody in this process or any other doing what `name` stands for? True: the caller has it until it unlocks. */
  lock(name: string): Promise<boolean>;
  /** Resolves when others can have it. */
  unlock(name: string): Promise<void>;
  /** Does what is to be written after a call: in turn with what is given back, off the path of the call, tried again if need be. */
  afterwards(what: string, work: () => Promise<void>): void;
  /** Resolves when what was given back is written. */
  idle(): Promise<void>;
  /** Gives everything back. */
  close(): Promise<void>;
}

export interface GateOptions {
  readonly store: CallStore;
  /** Names this process, for people. */
  readonly worker: string;
  /** Milliseconds since the epoch, by a clock that all workers share. */
  readonly now: () => number;
  /** Hears in one line what could not be written. */
  readonly warn: (line: string) => void;
  /** How long a dead process keeps its places, milliseconds. */
  readonly leaseMs?: number;
}

/** So long what is to be written after a call is tried: a database that restarts is back by then, milliseconds. */
const PATIENCE_MS = 60_000;

export function createGate({ store, worker, now, warn, leaseMs = LEASE_MS }: GateOptions): Gate {
  const chores = new Chores(PATIENCE_MS, warn);
  const keeper = new Keeper({ store, worker, leaseMs, now, chores });
  const line = new Line({ lines: store.lines, keeper, now });
  const circuits = new Circuits({ breakers: store.breakers, keeper, chores, now });

  const passOf = (model: GatedModel, place: Place, probe: string | undefined, waitedMs: number): Pass => ({
    waitedMs,
    leave: (end) => {
      circuits.end(model.id, probe, end);
      line.leave(place);
    },
  });

  return {
    enter: async (model, options) => {
      const startedAt = now();
      await circuits.check(model.id, options.final);
      const place = await line.take(model, options);
      try {
        // Once more: the server may have died while this call waited.
        const probe = await circuits.admit(model.id, options.final);
        return passOf(model, place, probe, now() - startedAt);
      } catch (error) {
        line.leave(place);
        throw error;
      }
    },
    tryEnter: async (model) => {
      const place = await line.tryTake(model);
      return place && passOf(model, place, undefined, 0);
    },
    lock: (name) => keeper.lock(name),
    unlock: (name) => keeper.unlock(name),
    afterwards: (what, work) => void chores.add(what, work),
    idle: () => chores.idle(),
    close: () => keeper.close(),
  };
}

/** @module The circuit breakers of models as this process sees them: read through a one-second cache, written on failures and transitions. */
import { admission, afterCall, CLOSED, isClean, type Breaker, type CallEnd } from '../../domain/breaker.js';
import { MaestroError } from '../../domain/errors.js';
import type { Breakers } from '../../store/call-store.js';
import type { Chores } from './chores.js';
import type { Keeper } from './keeper.js';
import { Recent } from './recent.js';

const LOOK_MS = 1_000;
/** When to come again while another call is the probe. */
const PROBED_MS = 2_000;
/** Those who wait for the same circuit come back one after the other. */
const JITTER_MS = 1_000;

export interface CircuitsOptions {
  readonly breakers: Breakers;
  readonly keeper: Keeper;
  readonly chores: Chores;
  readonly now: () => number;
}

export class Circuits {
  readonly #recent: Recent<Breaker>;

  constructor(private readonly options: CircuitsOptions) {
    const { breakers, now } = options;
    this.#recent = new Recent(LOOK_MS, now, async (model) => (await breakers.find(model)) ?? CLOSED);
  }

  /** A look before waiting for anything. @throws MaestroError EXPERT_UNAVAILABLE (`circuit_open`) */
  async check(model: string, final: boolean): Promise<void> {
    const breaker = await this.#recent.get(model);
    if (admission(breaker, this.options.now()) === 'refuse') throw this.#open(model, breaker, final);
  }

  /** May this call be made now? @returns the name of its lock when it is the probe @throws as `check` */
  async admit(model: string, final: boolean): Promise<string | undefined> {
    const breaker = await this.#recent.get(model);
    switch (admission(breaker, this.options.now())) {
      case 'pass':
        return undefined;
      case 'probe': {
        const name = `probe ${model}`;
        if (await this.options.keeper.lock(name)) return name;
        throw this.#open(model, breaker, final);
      }
      case 'refuse':
        throw this.#open(model, breaker, final);
    }
  }

  /** @param end undefined: the call says nothing about its server, e.g. since it was cancelled */
  end(model: string, probe: string | undefined, end: CallEnd | undefined): void {
    if (end !== undefined) this.#write(model, end);
    if (probe !== undefined) void this.options.keeper.unlock(probe);
  }

  #write(model: string, end: CallEnd): void {
    const { breakers, chores, now } = this.options;
    const atMs = now();
    void chores.add(`the state of ${model}`, async () => {
      // Most calls end well and find nothing to change: they write nothing.
      if (end.kind === 'up' && isClean(await this.#recent.get(model))) return;
      this.#recent.set(model, await breakers.update(model, (breaker) => afterCall(breaker, end, atMs)));
    });
  }

  #open(model: string, { failures, reason, retryAtMs }: Breaker, final: boolean): MaestroError {
    const waitMs = (retryAtMs ?? 0) - this.options.now();
    const when = waitMs > 0 ? `it is tried again in ${Math.ceil(waitMs / 1000)} s` : 'it is being tried again now';
    return new MaestroError(
      'EXPERT_UNAVAILABLE',
      `circuit open (model "${model}"): ${failures} calls in a row failed, ${when}. The last failure: ${reason}`,
      {
        data: { model, reason: 'circuit_open' },
        final,
        retryAfterMs: Math.round((waitMs > 0 ? waitMs : PROBED_MS) + Math.random() * JITTER_MS),
      },
    );
  }
}

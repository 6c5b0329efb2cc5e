/** @module The registry of a running process: edits are picked up, broken ones are refused and the last good registry stays. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, messageOf } from '../domain/errors.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { registryFingerprint } from './fingerprint.js';
import { loadRegistry, type LoadOptions } from './load.js';

/** The files as they stand are not used: why, and since when. */
export interface Refusal {
  /** Lists every fault. */
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

export interface LiveState {
  /** What new rollouts get. */
  readonly snapshot: RegistrySnapshot;
  /** Milliseconds since the epoch. */
  readonly loadedAtMs: number;
  readonly refused: Refusal | undefined;
}

/** How often a watched registry is looked at, milliseconds. */
const LOOK_MS = 2_000;
/** A new rollout takes what was looked at this recently, milliseconds. */
const FRESH_MS = 500;
/** Files that are being written are waited for: they are looked at so often, with such pauses in milliseconds. */
const SETTLE = { looks: 20, pauseMs: 100 } as const;

export class LiveRegistry {
  private looking: Promise<void> | undefined;
  private lookedAt = performance.now();
  private wake: () => void = () => undefined;

  private constructor(
    private readonly options: LoadOptions,
    private stamp: string,
    private now: LiveState,
  ) {}

  /** @throws MaestroError INVALID_REGISTRY: there is no good one yet */
  static async open(options: LoadOptions): Promise<LiveRegistry> {
    const stamp = await registryFingerprint(options.roots);
    const snapshot = await loadRegistry(options);
    return new LiveRegistry(options, stamp, { snapshot, loadedAtMs: Date.now(), refused: undefined });
  }

  get state(): LiveState {
    return this.now;
  }

  /** The registry for a new rollout; the same object until an edit is accepted. */
  async current(): Promise<RegistrySnapshot> {
    if (performance.now() - this.lookedAt > FRESH_MS) await this.look();
    return this.now.snapshot;
  }

  /**
   * Looks at the files every two seconds and calls `apply` with the state, at once when it changed; until `signal` is aborted.
   * What `apply` throws goes to `failed`: it is called again at the next look.
   */
  async watch(
    apply: (state: LiveState) => Promise<void>,
    failed: (error: unknown) => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const pause = new AbortController();
      this.wake = () => pause.abort();
      await apply(this.now).catch(failed);
      await sleep(LOOK_MS, undefined, { signal: pause.signal }).catch(() => undefined); // woken before its time
      await this.look().catch(failed);
    }
  }

  /** One look at a time; who comes meanwhile waits for it. */
  private look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined;
      this.lookedAt = performance.now();
    });
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    const { roots } = this.options;
    let stamp = await registryFingerprint(roots);
    if (stamp === this.stamp) return;
    for (let looks = 1, before = ''; before !== stamp && looks < SETTLE.looks; looks++) {
      before = stamp;
      await sleep(SETTLE.pauseMs);
      stamp = await registryFingerprint(roots);
    }
    this.stamp = stamp;
    this.now = await this.load();
    this.wake();
  }

  private async load(): Promise<LiveState> {
    try {
      const snapshot = await loadRegistry(this.options);
      return { snapshot, loadedAtMs: Date.now(), refused: undefined };
    } catch (error) {
      if (!isMaestroError(error)) throw error;
      return { ...this.now, refused: { reason: messageOf(error), atMs: Date.now() } };
    }
  }
}

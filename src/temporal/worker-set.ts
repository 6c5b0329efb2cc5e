/** @module The workers that one process runs: three that are always there, and one per model, which come and go with the registry. */
import { CancelledFailure } from '@temporalio/common';
import type { Worker } from '@temporalio/worker';
import {
  STOP_GRACE_MS,
  workerBuilder,
  type ModelSlots,
  type WorkerBuild,
  type WorkerBuilder,
} from './worker-builder.js';

export interface WorkerSetOptions extends WorkerBuild {
  readonly models: readonly ModelSlots[];
  /** Takes a line about each model whose worker comes, changes or goes. */
  readonly log?: (line: string) => void;
  /** How long a model that was taken out is still served, milliseconds; default {@link LINGER_MS}. */
  readonly lingerMs?: number;
}

/** A rollout keeps the registry that it began with, and one that nobody bounded lasts so long: it may still call a model that was taken out. */
const LINGER_MS = 15 * 60_000;

interface Served {
  readonly worker: Worker;
  readonly slots: number;
  /** Set when the model was taken out: its worker goes then. */
  going: NodeJS.Timeout | undefined;
}

/** Starts the workers of a process. @throws what `Worker.create` throws */
export async function startWorkers(options: WorkerSetOptions): Promise<WorkerSet> {
  const stopping = new AbortController();
  const builder = workerBuilder(options, stopping.signal);
  const [models, always] = await Promise.all([
    Promise.all(options.models.map(async (model) => ({ model, worker: await builder.forModel(model) }))),
    Promise.all([builder.forWorkflows(), builder.forPolicies(), builder.forTrainer()]),
  ]);
  return new WorkerSet(always, models, { ...options, builder, stopping });
}

interface Parts extends Pick<WorkerSetOptions, 'log' | 'lingerMs'> {
  readonly builder: WorkerBuilder;
  readonly stopping: AbortController;
}

export class WorkerSet {
  private readonly models = new Map<string, Served>();
  /** Workers that were told to go alone, not with the others. */
  private readonly leaving = new Set<Worker>();
  private readonly runs = new Map<Worker, Promise<void>>();
  /** Aborted when all have to stop: they were told to, or one of them failed. */
  private readonly over = new AbortController();
  private failure: { readonly reason: unknown } | undefined;
  private reconciling = Promise.resolve();

  constructor(
    always: readonly Worker[],
    models: readonly { readonly model: ModelSlots; readonly worker: Worker }[],
    private readonly parts: Parts,
  ) {
    this.over.signal.addEventListener('abort', () => {
      for (const worker of this.runs.keys()) shutdown(worker);
    });
    for (const { model, worker } of models) this.serve(model, worker);
    for (const worker of always) this.run(worker);
  }

  /** Task queues that are served, those of models that were taken out included. */
  get queues(): readonly string[] {
    return [...this.runs.keys()]
      .filter((worker) => !this.leaving.has(worker))
      .map((worker) => worker.options.taskQueue);
  }

  /**
   * Makes the workers of models those of the list. A new model gets one; one with another number of slots gets another, and
   * the old one goes when its calls have ended; one that is missing is served on for a while, then its worker goes likewise.
   * @throws the first thing that `Worker.create` throws; the others are done, and the next call tries again
   */
  reconcile(models: readonly ModelSlots[]): Promise<void> {
    const next = this.reconciling.then(() => this.apply(models));
    this.reconciling = next.catch(() => undefined); // the caller of that one was told
    return next;
  }

  /** Waits until `stop` is aborted or a worker fails; then all drain. @throws the first failure, after all have stopped */
  async runUntil(stop: AbortSignal): Promise<void> {
    const end = (): void => this.over.abort();
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    await new Promise<void>((resolve) => {
      this.over.signal.addEventListener('abort', () => resolve(), { once: true });
      if (this.over.signal.aborted) resolve();
    });
    stop.removeEventListener('abort', end);
    await this.reconciling;
    const grace = setTimeout(() => this.parts.stopping.abort(new CancelledFailure('WORKER_SHUTDOWN')), STOP_GRACE_MS);
    await Promise.all(this.runs.values());
    clearTimeout(grace);
    for (const { going } of this.models.values()) clearTimeout(going);
    if (this.failure !== undefined) throw this.failure.reason;
  }

  private async apply(models: readonly ModelSlots[]): Promise<void> {
    const listed = new Set(models.map((model) => model.id));
    for (const [id, served] of this.models) if (!listed.has(id)) this.takeOut(id, served);
    const ends = await Promise.allSettled(models.map((model) => this.bringIn(model)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private async bringIn(model: ModelSlots): Promise<void> {
    const before = this.models.get(model.id);
    if (before?.going !== undefined) {
      clearTimeout(before.going);
      before.going = undefined;
      this.say(`${model.id}: back again`);
    }
    if (before?.slots === model.slots || this.over.signal.aborted) return;
    // The SDK allows one worker a queue: the old one stops asking for calls before the new one begins.
    if (before !== undefined) this.leave(model.id, before);
    this.serve(model, await this.parts.builder.forModel(model));
    this.say(`${model.id}: ${model.slots} at once${before === undefined ? '' : ` instead of ${before.slots}`}`);
  }

  private takeOut(id: string, served: Served): void {
    if (served.going !== undefined) return;
    const { lingerMs = LINGER_MS } = this.parts;
    const end = (): void => {
      this.leave(id, served);
      this.say(`${id}: no longer served`);
    };
    served.going = setTimeout(end, lingerMs).unref();
    this.say(`${id}: taken out; served for ${Math.round(lingerMs / 1000)} s more, for rollouts that began with it`);
  }

  private serve({ id, slots }: ModelSlots, worker: Worker): void {
    this.models.set(id, { worker, slots, going: undefined });
    this.run(worker);
  }

  private leave(id: string, { worker }: Served): void {
    this.models.delete(id);
    this.leaving.add(worker);
    shutdown(worker);
  }

  private run(worker: Worker): void {
    const ended = (): void => {
      this.runs.delete(worker);
      if (!this.leaving.delete(worker)) this.over.abort();
    };
    const run = worker.run().catch((reason: unknown) => {
      this.failure ??= { reason };
      this.leaving.delete(worker);
    });
    this.runs.set(worker, run.then(ended));
    if (this.over.signal.aborted) shutdown(worker);
  }

  private say(line: string): void {
    this.parts.log?.(line);
  }
}

function shutdown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

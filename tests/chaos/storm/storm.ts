/**
 * @module A storm: a batch of rollouts on real processes, while worker, Temporal server and results database are killed (SIGKILL) and
 * started again, and the expert is often out of order. What became of it is judged in `verdict.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { storeBatch } from '../../../src/activities/batch/store-batch.js';
import { WORKFLOW_QUEUE } from '../../../src/temporal/settings.js';
import type { batchWorkflow } from '../../../src/workflows/index.js';
import { query, startPostgres, type TestPostgres } from '../../support/postgres.js';
import { startMaestro, type Maestro } from '../support/maestro.js';
import { products, startExpert, stormRegistry, type Product, type StormExpert } from './expert.js';
import { planKills, type Kills, type Victim } from './plan.js';

export interface StormOptions {
  readonly seed: number;
  readonly rollouts: number;
  readonly kills: Kills;
  /** Rollouts in flight. */
  readonly inFlight: number;
  /** An answer of the expert takes between the two, milliseconds. */
  readonly latencyMs: readonly [number, number];
  /** Of a call; so long a hanging one keeps its place. */
  readonly timeoutS: number;
  /** By how much the clocks of the workers are off, one after the other, milliseconds. */
  readonly clocksOffMs: readonly number[];
  /** Hears of every death. */
  readonly log: (line: string) => void;
}

/** A death. Times are milliseconds since the epoch. */
export interface Death {
  readonly victim: Victim;
  readonly at: number;
  /** When it was there again. */
  readonly backAt: number;
}

export interface Storm {
  readonly tasks: readonly Product[];
  readonly deaths: readonly Death[];
  readonly arrivals: StormExpert['arrivals'];
  readonly rollouts: readonly Record<string, unknown>[];
  /** The ledger. */
  readonly calls: readonly Record<string, unknown>[];
  /** What the batch itself says: rollouts that ended or were found, and that failed. */
  readonly totals: { readonly ended: number; readonly failed: number };
  /** Runs of rollout workflows that the server knows. */
  readonly runs: number;
  /** Calls that the budget has paid for. */
  readonly paid: number;
  readonly tookMs: number;
  readonly workerLog: string;
}

/** No answer for so long: it does not go on. */
const STUCK_MS = 180_000;
const POLL_MS = 50;
const WRONG_CLOCK = fileURLToPath(new URL('wrong-clock.js', import.meta.url));

export async function runStorm(options: StormOptions): Promise<Storm> {
  const { seed, latencyMs, timeoutS } = options;
  const [expert, postgres] = await Promise.all([startExpert({ seed, latencyMs, timeoutS }), startPostgres()]);
  try {
    const url = await postgres.createDatabase(`storm_${process.pid}`);
    const env = { MAESTRO_RESULTS: url };
    const maestro = await startMaestro({ registry: stormRegistry(expert.url, timeoutS), env, resultsUrl: url });
    try {
      return await new Run(options, { expert, postgres, maestro, url }).run();
    } finally {
      await maestro.close();
    }
  } finally {
    await Promise.all([expert.close(), postgres.stop()]);
  }
}

interface Scene {
  readonly expert: StormExpert;
  readonly postgres: TestPostgres;
  readonly maestro: Maestro;
  /** Of the results database. */
  readonly url: string;
}

class Run {
  readonly #deaths: Death[] = [];
  readonly #away = new Map<Victim, Promise<void>>();
  #workers = 0;

  constructor(
    private readonly options: StormOptions,
    private readonly scene: Scene,
  ) {}

  async run(): Promise<Storm> {
    const { maestro, expert, url } = this.scene;
    const tasks = products(this.options.rollouts);
    await this.#startWorker();
    const startedAt = Date.now();
    const batch = await this.#submit(tasks);
    const handle = maestro.client.workflow.getHandle<typeof batchWorkflow>(batch);
    const batchIs = { over: false };
    const over = this.#ended(batch).finally(() => (batchIs.over = true));
    for (const { victim, at } of planKills(this.options.seed, this.options.kills)) {
      await this.#until(at, () => batchIs.over);
      await this.#away.get(victim);
      if (batchIs.over) break;
      this.#away.set(victim, this.#kill(victim));
    }
    await over;
    await Promise.all(this.#away.values());
    const tookMs = Date.now() - startedAt;
    const { ended, found, failed } = await handle.result();
    const { count: runs } = await maestro.client.workflow.count('WorkflowType = "rolloutWorkflow"');
    const [budget] = await query(url, `select settled_calls as paid from budgets where batch = '${batch}'`);
    return {
      ...{ tasks, deaths: this.#deaths, arrivals: expert.arrivals, tookMs, runs, workerLog: maestro.workerLog() },
      rollouts: await query(url, `select task_id, answer, correct, outcome from rollouts where batch = '${batch}'`),
      calls: await query(
        url,
        'select r.task_id, c.turn, c.step, c.recorded_at from calls c join rollouts r on r.id = c.rollout_id',
      ),
      totals: { ended: ended + found, failed },
      paid: Number(budget?.['paid']),
    };
  }

  async #submit(tasks: readonly Product[]): Promise<string> {
    const { maestro } = this.scene;
    async function* all() {
      for (const task of tasks) yield await Promise.resolve({ task, images: [] });
    }
    const { batch, spec } = await storeBatch(maestro.results.documents, all(), {
      ...{
        suite: 'storm',
        policies: ['fixed:Multiplier@@Products'],
        samples: 1,
        seed: 0,
        limits: { max_seconds: 3_600 },
      },
      ...{ onOutage: 'wait', cache: true, prompt: null, dataset: null, reward: null, check: null },
    });
    await maestro.client.workflow.start<typeof batchWorkflow>('batchWorkflow', {
      ...{ workflowId: batch, taskQueue: WORKFLOW_QUEUE },
      args: [{ spec, concurrency: this.options.inFlight, partitions: 2, budget: { calls: 1_000_000 } }],
    });
    return batch;
  }

  /** Resolves when the batch has ended, however it did. @throws Error when it goes on no more */
  async #ended(batch: string): Promise<void> {
    const { maestro, expert } = this.scene;
    const handle = maestro.client.workflow.getHandle(batch);
    let [answered, since] = [0, Date.now()];
    for (;;) {
      const state = await handle.describe().then(
        ({ status }) => status.name,
        () => 'unknown: the server is away',
      );
      if (!['RUNNING', 'unknown: the server is away'].includes(state)) return;
      if (expert.answered() > answered) [answered, since] = [expert.answered(), Date.now()];
      if (Date.now() - since > STUCK_MS)
        throw new Error(`the batch (${state}) went on no more after ${answered} answers:\n${maestro.workerLog()}`);
      await sleep(10 * POLL_MS);
    }
  }

  /** Waits until so large a share of all answers was given. */
  async #until(share: number, isOver: () => boolean): Promise<void> {
    const { rollouts } = this.options;
    while (this.scene.expert.answered() < 2 * rollouts * share && !isOver()) await sleep(POLL_MS);
  }

  async #kill(victim: Victim): Promise<void> {
    const { maestro, postgres } = this.scene;
    const at = Date.now();
    switch (victim) {
      case 'worker':
        await maestro.killWorker();
        await this.#startWorker();
        break;
      case 'server':
        await maestro.killServer();
        await maestro.startServer();
        break;
      case 'database':
        await postgres.kill();
        await postgres.start();
    }
    const backAt = Date.now();
    this.#deaths.push({ victim, at, backAt });
    this.options.log(`${victim} killed, back after ${((backAt - at) / 1000).toFixed(1)} s`);
  }

  /** A worker that dies again while it starts, as the server or the database is away, is started again. */
  async #startWorker(): Promise<void> {
    const { clocksOffMs } = this.options;
    const offMs = clocksOffMs[this.#workers % Math.max(1, clocksOffMs.length)] ?? 0;
    this.#workers += 1;
    const clock = { NODE_OPTIONS: `--import=${WRONG_CLOCK}`, MAESTRO_TEST_CLOCK_OFF_MS: String(offMs) };
    for (let tries = 1; ; tries += 1) {
      try {
        await this.scene.maestro.startWorker(offMs === 0 ? {} : clock);
        return;
      } catch (error) {
        if (tries >= 20) throw error;
        await sleep(10 * POLL_MS);
      }
    }
  }
}

/** @module The ledger's rows of the runs in flight, as this worker has seen them: what it wrote or read needn't be read again. */
import { DECIDE_STEP } from '../domain/step-id.js';
import type { TurnRecord } from '../domain/trajectory.js';
import { LruCache } from '../store/lru-cache.js';
import type { Ledger } from '../store/result-store.js';
import type { CallRow } from '../store/rows.js';

/** One execution of a rollout's workflow: within it a row that an activity has told of stands, since the history tells it. */
export interface Run {
  readonly rolloutId: string;
  readonly runId: string;
}

export interface RowKey {
  readonly turn: number;
  readonly step: string;
}

/** Of the bodies' JSON, in characters: of all rows that are kept, and of those of one run. */
const MAX_KEPT = 64_000_000;
const MAX_RUN = 2_000_000;

interface Seen {
  readonly rows: Map<string, CallRow>;
  size: number;
}

export class RunRows {
  readonly #seen = new LruCache<Seen>(MAX_KEPT, MAX_RUN);

  constructor(private readonly ledger: Ledger) {}

  /** The rows of these keys, read only when one was not seen, as another worker wrote it; a key without a row has none here. */
  async of(run: Run, keys: readonly RowKey[]): Promise<readonly CallRow[]> {
    const seen = this.#rowsOf(run);
    const known = keys.flatMap((key) => seen.get(idOf(key)) ?? []);
    if (known.length === keys.length) return known;
    const rows = await this.#read(run);
    return rows.filter((row) => keys.some((key) => key.turn === row.turn && key.step === row.step));
  }

  /** All rows of the run by turn, read only when there are more than were seen. */
  async all(run: Run): Promise<readonly CallRow[]> {
    const seen = [...this.#rowsOf(run).values()];
    // Counting costs a tenth of reading and validating.
    if ((await this.ledger.count(run.rolloutId)) !== seen.length) return this.#read(run);
    return seen.sort((one, other) => one.turn - other.turn);
  }

  add(run: Run, row: CallRow): void {
    const key = runKey(run);
    const seen = this.#seen.get(key) ?? { rows: new Map<string, CallRow>(), size: 0 };
    const size = JSON.stringify(row.body).length;
    if (seen.size + size > MAX_RUN) return;
    seen.rows.set(idOf(row), row);
    seen.size += size;
    this.#seen.set(key, seen, seen.size);
  }

  async #read(run: Run): Promise<readonly CallRow[]> {
    const rows = await this.ledger.list(run.rolloutId);
    for (const row of rows) this.add(run, row);
    return rows;
  }

  #rowsOf(run: Run): ReadonlyMap<string, CallRow> {
    return this.#seen.get(runKey(run))?.rows ?? new Map<string, CallRow>();
  }
}

function runKey({ rolloutId, runId }: Run): string {
  return `${runId} ${rolloutId}`;
}

function idOf({ turn, step }: RowKey): string {
  return `${turn} ${step}`;
}

/** The rows of which the transcript of these turns is made. */
export function rowsOfTurns(turns: readonly TurnRecord[]): readonly RowKey[] {
  return turns.flatMap(({ turn, outputStep }) =>
    [DECIDE_STEP, outputStep].filter((step) => step !== '').map((step) => ({ turn, step })),
  );
}

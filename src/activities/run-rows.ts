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

/** Of the bodies' JSON, in characters: of all rows that are kept, and of one. */
const MAX_KEPT = 64_000_000;
const MAX_ROW = 500_000;

export class RunRows {
  readonly #seen = new LruCache<CallRow>(MAX_KEPT, MAX_ROW);

  constructor(private readonly ledger: Ledger) {}

  /** The rows of these keys, read only when one was not seen, as another worker wrote it; a key without a row has none here. */
  async of(run: Run, keys: readonly RowKey[]): Promise<readonly CallRow[]> {
    const seen = keys.flatMap((key) => this.#seen.get(idOf(run, key)) ?? []);
    if (seen.length === keys.length) return seen;
    const rows = await this.ledger.list(run.rolloutId);
    for (const row of rows) this.add(run, row);
    return rows.filter((row) => keys.some((key) => key.turn === row.turn && key.step === row.step));
  }

  add(run: Run, row: CallRow): void {
    this.#seen.set(idOf(run, row), row, JSON.stringify(row.body).length);
  }
}

function idOf({ rolloutId, runId }: Run, { turn, step }: RowKey): string {
  return JSON.stringify([rolloutId, runId, turn, step]);
}

/** The rows of which the transcript of these turns is made. */
export function rowsOfTurns(turns: readonly TurnRecord[]): readonly RowKey[] {
  return turns.flatMap(({ turn, outputStep }) =>
    [DECIDE_STEP, outputStep].filter((step) => step !== '').map((step) => ({ turn, step })),
  );
}

/** @module The results store in SQL, written with Kysely for any of its dialects. */
import type { Kysely, RawBuilder } from 'kysely';
import type { CallStore } from './call-store.js';
import type {
  BatchCounts,
  Documents,
  Ledger,
  ResultStore,
  RolloutFilter,
  RolloutRecord,
  RolloutStatus,
} from './result-store.js';
import { compileResultQueries, type ResultQueries } from './result-queries.js';
import { decodeRollout, decodeTurn, encodeRollout, encodeTurn } from './row-codecs.js';
import type { RecordedRollout, RolloutRow, TurnRow } from './rows.js';
import { SqlBreakers } from './sql-breakers.js';
import type { FailedCalls } from './failed-calls.js';
import { SqlFailedCalls } from './sql-failed-calls.js';
import type { Batches } from './batches.js';
import { SqlBatches } from './sql-batches.js';
import { SqlBudgets } from './sql-budgets.js';
import { SqlCallCache } from './sql-call-cache.js';
import { SqlDocuments } from './sql-documents.js';
import type { LearningStore } from './learning-store.js';
import { SqlLearning } from './sql-learning.js';
import { SqlLedger } from './sql-ledger.js';
import { SqlLines } from './sql-lines.js';
import { SqlLocks } from './sql-locks.js';
import type { Reports } from './reports.js';
import { SqlReports } from './sql-reports.js';
import type { Scores } from './scores.js';
import { SqlScores } from './sql-scores.js';
import type { Schema } from './sql-schema.js';
import { SqlUpkeep } from './sql-upkeep.js';
import type { Upkeep } from './upkeep.js';
import type { Guard } from './guard.js';

/** Databases limit the parameters of a statement (SQLite: 32,766). */
const IDS_PER_QUERY = 1_000;

export class SqlResultStore implements ResultStore {
  readonly time: ResultStore['time'];
  readonly ledger: Ledger;
  readonly failures: FailedCalls;
  readonly documents: Documents;
  readonly calls: CallStore;
  readonly scores: Scores;
  readonly upkeep: Upkeep;
  readonly batches: Batches;
  readonly reports: Reports;
  readonly learning: LearningStore;
  private readonly queries: ResultQueries;

  /** @param clock asks for the database's time as `ms`; left out: it has this machine's */
  constructor(
    readonly url: string,
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
    clock?: RawBuilder<{ readonly ms: number }>,
  ) {
    this.time = clock && (() => this.ask(clock));
    this.queries = compileResultQueries(db);
    this.ledger = new SqlLedger(db, guard);
    this.failures = new SqlFailedCalls(db, guard);
    this.documents = new SqlDocuments(db, guard, this.queries);
    this.scores = new SqlScores(db, guard);
    this.upkeep = new SqlUpkeep(db, guard);
    this.batches = new SqlBatches(db, guard);
    this.reports = new SqlReports(db, guard);
    this.learning = new SqlLearning(db, guard);
    this.calls = {
      lines: new SqlLines(db, guard),
      locks: new SqlLocks(db, guard),
      breakers: new SqlBreakers(db, guard),
      cache: new SqlCallCache(db, guard),
      budgets: new SqlBudgets(db, guard),
    };
  }

  async recordRollout(rollout: RolloutRow, turns: readonly TurnRow[]): Promise<void> {
    const { queries } = this;
    await this.guard(() =>
      this.db.transaction().execute(async (transaction) => {
        const row = encodeRollout(rollout);
        const { rows } = await transaction.executeQuery(queries.newRollout(row));
        if (rows.length === 0) {
          await transaction.executeQuery(queries.sameRollout(row));
          await transaction.executeQuery(queries.noTurns({ rolloutId: rollout.id }));
        }
        if (turns.length > 0) await transaction.executeQuery(queries.turns(turns.map(encodeTurn)));
      }),
    );
  }

  async getRollout(id: string): Promise<RolloutRecord | undefined> {
    const found = await this.guard(async () => ({
      rollout: await this.db.selectFrom('rollouts').selectAll().where('id', '=', id).executeTakeFirst(),
      turns: await this.db.selectFrom('turns').selectAll().where('rolloutId', '=', id).orderBy('turn').execute(),
    }));
    if (found.rollout === undefined) return undefined;
    return {
      rollout: decodeRollout(found.rollout),
      turns: found.turns.map(decodeTurn),
      calls: await this.ledger.list(id),
      failures: await this.failures.list(id),
    };
  }

  async listRollouts(filter: RolloutFilter = {}): Promise<RecordedRollout[]> {
    const { ids, limit = Number.MAX_SAFE_INTEGER } = filter;
    if (ids === undefined) return (await this.select(filter, undefined)).slice(0, limit);
    const rows: RecordedRollout[] = [];
    const unique = [...new Set(ids)];
    for (let start = 0; start < unique.length; start += IDS_PER_QUERY) {
      rows.push(...(await this.select(filter, unique.slice(start, start + IDS_PER_QUERY))));
    }
    return rows.sort(newestFirst).slice(0, limit);
  }

  async statusOf(ids: readonly string[]): Promise<readonly RolloutStatus[]> {
    const found: RolloutStatus[] = [];
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
      const query = this.db
        .selectFrom('rollouts')
        .select(['id', 'outcome', 'correct', 'tainted', 'finishedAt', 'costUsd', 'promptTokens', 'completionTokens'])
        .where('id', 'in', ids.slice(start, start + IDS_PER_QUERY));
      const rows = await this.guard(() => query.execute());
      for (const { correct, tainted, promptTokens, completionTokens, ...row } of rows) {
        const flags = { correct: correct === null ? null : correct !== 0, tainted: tainted !== 0 };
        found.push({ ...row, ...flags, tokens: promptTokens + completionTokens });
      }
    }
    return found;
  }

  async countBatch(batch: string): Promise<BatchCounts> {
    const query = this.db
      .selectFrom('rollouts')
      .select(({ fn }) => [
        'outcome',
        'correct',
        'tainted',
        fn.countAll<number>().as('rows'),
        fn.sum<number>('costUsd').as('costUsd'),
        fn.sum<number>('promptTokens').as('promptTokens'),
        fn.sum<number>('completionTokens').as('completionTokens'),
      ])
      .where('batch', '=', batch)
      .groupBy(['outcome', 'correct', 'tainted']);
    const groups = await this.guard(() => query.execute());
    const sum = (of: (group: (typeof groups)[number]) => number): number =>
      groups.reduce((total, group) => total + of(group), 0);
    const rowsWhere = (holds: (group: (typeof groups)[number]) => boolean): number =>
      sum((group) => (holds(group) ? group.rows : 0));
    return {
      done: rowsWhere(({ outcome }) => outcome !== 'cancelled'),
      answered: rowsWhere(({ outcome }) => outcome === 'answered'),
      right: rowsWhere(({ correct }) => correct === 1),
      graded: rowsWhere(({ outcome, correct }) => outcome === 'answered' && correct !== null),
      tainted: rowsWhere(({ tainted }) => tainted !== 0),
      costUsd: sum(({ costUsd }) => costUsd),
      tokens: sum(({ promptTokens, completionTokens }) => promptTokens + completionTokens),
    };
  }

  async idsBeginning(prefix: string, limit: number): Promise<string[]> {
    // A range of the index, where LIKE would read the table. No character is behind the last one of Unicode.
    const end = `${prefix}\u{10ffff}`;
    const finished = this.db.selectFrom('rollouts').select('id').where('id', '>=', prefix).where('id', '<', end);
    const called = this.db
      .selectFrom('calls')
      .select('rolloutId as id')
      .distinct()
      .where('rolloutId', '>=', prefix)
      .where('rolloutId', '<', end);
    const tried = this.db
      .selectFrom('failedCalls')
      .select('rolloutId as id')
      .distinct()
      .where('rolloutId', '>=', prefix)
      .where('rolloutId', '<', end);
    const rows = await this.guard(async () => [
      ...(await finished.orderBy('id').limit(limit).execute()),
      ...(await called.orderBy('id').limit(limit).execute()),
      ...(await tried.orderBy('id').limit(limit).execute()),
    ]);
    return [...new Set(rows.map(({ id }) => id))].sort().slice(0, limit);
  }

  close(): Promise<void> {
    return this.guard(() => this.db.destroy());
  }

  private async ask(clock: RawBuilder<{ readonly ms: number }>): Promise<number> {
    const { rows } = await this.guard(() => clock.execute(this.db));
    return Number(rows[0]?.ms);
  }

  private select(filter: RolloutFilter, ids: readonly string[] | undefined): Promise<RecordedRollout[]> {
    let query = this.db.selectFrom('rollouts').selectAll().orderBy('startedAt', 'desc').orderBy('id');
    if (filter.suite !== undefined) query = query.where('suite', '=', filter.suite);
    if (filter.batch !== undefined) query = query.where('batch', '=', filter.batch);
    if (filter.policy !== undefined) query = query.where('policy', '=', filter.policy);
    if (ids !== undefined) query = query.where('id', 'in', ids);
    if (filter.limit !== undefined) query = query.limit(filter.limit);
    return this.guard(async () => (await query.execute()).map(decodeRollout));
  }
}

function newestFirst(a: RolloutRow, b: RolloutRow): number {
  if (a.startedAt !== b.startedAt) return a.startedAt > b.startedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

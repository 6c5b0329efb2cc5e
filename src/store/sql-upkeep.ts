/** @module {@link Upkeep} in SQL: each table in pages by its key. */
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Guard } from './guard.js';
import type { Schema } from './sql-schema.js';
import type { RolloutReferences, Upkeep } from './upkeep.js';

const PAGE = 500;

type ScoreKey = Pick<Schema['scores'], 'rolloutId' | 'scorer' | 'rewardHash'>;

export class SqlUpkeep implements Upkeep {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  async *rollouts(): AsyncIterable<RolloutReferences> {
    const query = this.db
      .selectFrom('rollouts')
      .select(['id', 'plan', 'registry', 'prompt', 'images', 'trajectory', 'verdict'])
      .orderBy('id');
    for await (const page of this.pages((after?: { id: string }) =>
      after === undefined ? query : query.where('id', '>', after.id),
    )) {
      const ids = page.map(({ id }) => id);
      const turns = this.db
        .selectFrom('turns')
        .select(['rolloutId', 'decision', 'observation'])
        .where('rolloutId', 'in', ids);
      const told = new Map<string, string[]>(ids.map((id) => [id, []]));
      for (const { rolloutId, decision, observation } of await this.guard(() => turns.execute())) {
        told.get(rolloutId)?.push(decision, observation);
      }
      for (const { id, plan, registry, prompt, images, trajectory, verdict } of page) {
        yield { id, plan, registry, prompt, texts: [images, trajectory, verdict, ...(told.get(id) ?? [])] };
      }
    }
  }

  async *documents() {
    const query = this.db.selectFrom('documents').select(['sha256', 'body']).orderBy('sha256');
    for await (const page of this.pages((after?: { sha256: string }) =>
      after === undefined ? query : query.where('sha256', '>', after.sha256),
    )) {
      yield* page;
    }
  }

  async *checkpoints() {
    const query = this.db.selectFrom('checkpoints').select(['hash', 'document', 'records']).orderBy('hash');
    for await (const page of this.pages((after?: { hash: string }) =>
      after === undefined ? query : query.where('hash', '>', after.hash),
    )) {
      yield* page;
    }
  }

  async *replies() {
    const calls = this.db.selectFrom('calls').select(['seq', 'rolloutId', 'turn', 'step', 'body']).orderBy('seq');
    for await (const page of this.pages((after?: { seq: number }) =>
      after === undefined ? calls : calls.where('seq', '>', after.seq),
    )) {
      for (const { rolloutId, turn, step, body } of page)
        yield { place: `rollout ${rolloutId}, turn ${turn}, ${step}`, body };
    }
    const cache = this.db.selectFrom('callCache').select(['key', 'body']).orderBy('key');
    for await (const page of this.pages((after?: { key: string }) =>
      after === undefined ? cache : cache.where('key', '>', after.key),
    )) {
      for (const { key, body } of page) yield { place: `cached call ${key}`, body };
    }
  }

  async *verdicts() {
    const query = this.db.selectFrom('scores').select(['rolloutId', 'scorer', 'rewardHash', 'verdict']);
    const inOrder = query.orderBy('rolloutId').orderBy('scorer').orderBy('rewardHash');
    for await (const page of this.pages((after?: ScoreKey) => {
      if (after === undefined) return inOrder;
      const { rolloutId, scorer, rewardHash } = after;
      return inOrder.where((where) =>
        where(where.refTuple('rolloutId', 'scorer', 'rewardHash'), '>', where.tuple(rolloutId, scorer, rewardHash)),
      );
    })) {
      for (const { verdict } of page) yield verdict;
    }
  }

  async *unfinished() {
    const query = this.db
      .selectFrom('calls')
      .leftJoin('rollouts', 'rollouts.id', 'calls.rolloutId')
      .select('calls.rolloutId as id')
      .distinct()
      .where('rollouts.id', 'is', null)
      .orderBy('id');
    yield* this.ids((after) => (after === undefined ? query : query.where('calls.rolloutId', '>', after.id)));
    // Of these no call ever brought a reply.
    const tried = this.db
      .selectFrom('failedCalls')
      .leftJoin('rollouts', 'rollouts.id', 'failedCalls.rolloutId')
      .leftJoin('calls', 'calls.rolloutId', 'failedCalls.rolloutId')
      .select('failedCalls.rolloutId as id')
      .distinct()
      .where('rollouts.id', 'is', null)
      .where('calls.rolloutId', 'is', null)
      .orderBy('id');
    yield* this.ids((after) => (after === undefined ? tried : tried.where('failedCalls.rolloutId', '>', after.id)));
  }

  private async *ids<Tables extends keyof Schema>(
    behind: (last?: { id: string }) => SelectQueryBuilder<Schema, Tables, { id: string }>,
  ): AsyncIterable<string> {
    for await (const page of this.pages(behind)) for (const { id } of page) yield id;
  }

  /** @param behind the query for what comes behind a row, or for all */
  private async *pages<Tables extends keyof Schema, Row>(
    behind: (last?: Row) => SelectQueryBuilder<Schema, Tables, Row>,
  ): AsyncIterable<readonly Row[]> {
    for (let last: Row | undefined; ;) {
      const query = behind(last).limit(PAGE);
      const page = await this.guard(() => query.execute());
      if (page.length > 0) yield page;
      last = page.at(-1);
      if (page.length < PAGE) return;
    }
  }
}

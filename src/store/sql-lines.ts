/** @module Lines before models in SQL. On the path of every call of an endpoint: three short statements to enter, one to leave. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { MaestroError } from '../domain/errors.js';
import { takeToken } from '../domain/token-bucket.js';
import type { Claim, HeldPlace, Lease, LineLimits, Lines, Place } from './call-store.js';
import { compileOnce, slot } from './compiled-query.js';
import type { Schema, StoredLine } from './sql-schema.js';
import type { Guard } from './guard.js';

export class SqlLines implements Lines {
  private readonly queries: Queries;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {
    this.queries = compileQueries(db);
  }

  enter(model: string, limits: LineLimits, lease: Lease, nowMs: number) {
    let tries = 0;
    return this.transact(async (transaction) => {
      tries += 1;
      // The first try may have been committed before its connection broke.
      const own = tries === 1 ? undefined : await this.ticketOf(transaction, model, lease.holder);
      const query = own === undefined ? this.queries.nextTicket({ model }) : this.queries.sameTicket({ model });
      const line = await this.lockLine(transaction, query);
      const place = { model, ticket: own ?? line.ticket };
      if (own === undefined) await transaction.executeQuery(this.queries.place({ ...place, ...lease }));
      return { place, claim: await this.claimIn(transaction, line, place.ticket, limits, nowMs) };
    });
  }

  claim({ model, ticket }: Place, limits: LineLimits, nowMs: number): Promise<Claim> {
    return this.transact(async (transaction) => {
      const line = await this.lockLine(transaction, this.queries.sameTicket({ model }));
      return this.claimIn(transaction, line, ticket, limits, nowMs);
    });
  }

  async front(model: string, count: number) {
    return (await this.guard(() => this.db.executeQuery(this.queries.front({ model, count })))).rows;
  }

  async renew(places: readonly HeldPlace[], expiresAtMs: number): Promise<void> {
    if (places.length === 0) return;
    const rows = places.map(({ model, ticket, holder }) => ({ model, ticket, holder, expiresAtMs }));
    await this.guard(() =>
      this.db
        .insertInto('leases')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['model', 'ticket'])
            .doUpdateSet((update) => ({ expiresAtMs: update.ref('excluded.expiresAtMs') })),
        )
        .execute(),
    );
  }

  async leave(place: Place): Promise<void> {
    await this.guard(() => this.db.executeQuery(this.queries.leave(place)));
  }

  async abandon(model: string, holder: string): Promise<void> {
    await this.guard(() =>
      this.db.deleteFrom('leases').where('model', '=', model).where('holder', '=', holder).execute(),
    );
  }

  async removeExpired(model: string, nowMs: number): Promise<void> {
    await this.guard(() =>
      this.db.deleteFrom('leases').where('model', '=', model).where('expiresAtMs', '<=', nowMs).execute(),
    );
  }

  lengths() {
    return this.guard(() =>
      this.db
        .selectFrom('leases')
        .select(['model', (select) => select.fn.countAll<number>().as('places')])
        .groupBy('model')
        .orderBy('model')
        .execute(),
    );
  }

  private async ticketOf(transaction: Transaction<Schema>, model: string, holder: string): Promise<number | undefined> {
    const query = transaction.selectFrom('leases').select('ticket').where('model', '=', model);
    return (await query.where('holder', '=', holder).executeTakeFirst())?.ticket;
  }

  /** The row of the line, locked until the transaction ends: so tickets become visible in their order, whatever the database. */
  private async lockLine(transaction: Transaction<Schema>, query: ReturnType<Queries['nextTicket']>) {
    const { rows } = await transaction.executeQuery(query);
    const [line] = rows;
    if (line === undefined) throw new MaestroError('INTERNAL', 'The line of a model was locked and has no row.');
    return line;
  }

  private async claimIn(
    transaction: Transaction<Schema>,
    { model, tokens, refilledAtMs }: StoredLine,
    ticket: number,
    { limit, ratePerMinute }: LineLimits,
    nowMs: number,
  ): Promise<Claim> {
    const { rows } = await transaction.executeQuery(this.queries.ahead({ model, ticket }));
    const ahead = rows[0]?.ahead ?? 0;
    if (ahead >= limit) return { kind: 'queued', ahead };
    if (ratePerMinute === undefined) return { kind: 'granted' };
    const bucket = tokens === null || refilledAtMs === null ? undefined : { tokens, refilledAtMs };
    const taken = takeToken(bucket, ratePerMinute, nowMs);
    if (taken.kind === 'empty') return { kind: 'paced', waitMs: taken.waitMs };
    await transaction.executeQuery(this.queries.bucket({ model, ...taken.bucket }));
    return { kind: 'granted' };
  }

  private transact<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    return this.guard(() => this.db.transaction().execute(work));
  }
}

/** In the text of the statement: one that is compiled once has no fixed parameters. */
const ONE = sql.lit(1);

type Queries = ReturnType<typeof compileQueries>;

function compileQueries(db: Kysely<Schema>) {
  const model = slot<string>('model');
  const ticket = slot<number>('ticket');
  const placesOf = db.selectFrom('leases').where('model', '=', model);
  return {
    nextTicket: compileOnce<StoredLine>(
      db
        .insertInto('lines')
        .values({ model, ticket: ONE })
        .onConflict((conflict) =>
          conflict.column('model').doUpdateSet((update) => ({ ticket: update('lines.ticket', '+', ONE) })),
        )
        .returningAll(),
    ),
    sameTicket: compileOnce<StoredLine>(
      db
        .updateTable('lines')
        .set((update) => ({ ticket: update.ref('ticket') }))
        .where('model', '=', model)
        .returningAll(),
    ),
    place: compileOnce(
      db.insertInto('leases').values({
        model,
        ticket,
        holder: slot<string>('holder'),
        expiresAtMs: slot<number>('expiresAtMs'),
      }),
    ),
    ahead: compileOnce<{ ahead: number }>(
      placesOf.select((select) => select.fn.countAll<number>().as('ahead')).where('ticket', '<', ticket),
    ),
    front: compileOnce<{ ticket: number; expiresAtMs: number }>(
      placesOf.select(['ticket', 'expiresAtMs']).orderBy('ticket').limit(slot<number>('count')),
    ),
    bucket: compileOnce(
      db
        .updateTable('lines')
        .set({ tokens: slot<number>('tokens'), refilledAtMs: slot<number>('refilledAtMs') })
        .where('model', '=', model),
    ),
    leave: compileOnce(db.deleteFrom('leases').where('model', '=', model).where('ticket', '=', ticket)),
  };
}

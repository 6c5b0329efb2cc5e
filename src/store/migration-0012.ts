/** @module Twelfth migration: a call that was settled is remembered for a while, so that it is never settled twice; what a batch was told to leave out. */
import type { Kysely } from 'kysely';

export async function addSettled(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('reservations')
    .addColumn('settled', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  // What is open is summed before every call that is paid for, and what is settled would stand in the way.
  await db.schema
    .createIndex('reservations_open')
    .on('reservations')
    .columns(['batch', 'settled', 'expires_at_ms'])
    .execute();
  await db.schema
    .alterTable('batches')
    .addColumn('skipped', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute();
}

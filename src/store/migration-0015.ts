/** @module Fifteenth migration: notes on blobs that nobody ever wrote go. What refers to a blob is read where it stands, see `upkeep.ts`. */
import type { Kysely } from 'kysely';

export async function dropBlobNotes(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('blobs').execute();
}

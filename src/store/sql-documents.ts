/** @module Small documents by content hash in the results database: plans and snapshots, which every activity of a rollout reads. */
import type { Kysely } from 'kysely';
import { MaestroError } from '../domain/errors.js';
import type { BlobRef } from '../domain/ref.js';
import { checkSha256 } from './blob-store.js';
import { sha256 } from './hash.js';
import type { ResultQueries } from './result-queries.js';
import type { Documents } from './result-store.js';
import type { Schema } from './sql-schema.js';
import type { Guard } from './guard.js';

export class SqlDocuments implements Documents {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
    private readonly queries: ResultQueries,
  ) {}

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: sha256(bytes), bytes: bytes.byteLength };
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    await this.guard(() => this.db.executeQuery(this.queries.document({ sha256: ref.sha256, body })));
    return ref;
  }

  async get(hash: string): Promise<Uint8Array> {
    checkSha256(hash);
    const found = await this.guard(() =>
      this.db.selectFrom('documents').select('body').where('sha256', '=', hash).executeTakeFirst(),
    );
    if (found === undefined) {
      throw new MaestroError(
        'BLOB_MISSING',
        `The results database has no document ${hash}: was it replaced, or does this worker use another one than the one that wrote it?`,
        { data: { sha256: hash } },
      );
    }
    const bytes = new TextEncoder().encode(found.body);
    if (sha256(bytes) === hash) return bytes;
    throw new MaestroError(
      'BLOB_CORRUPT',
      `Document ${hash} of the results database does not hold what it was stored with.`,
      {
        data: { sha256: hash },
      },
    );
  }

  async beginningWith(prefix: string, limit: number): Promise<readonly string[]> {
    const query = this.db
      .selectFrom('documents')
      .select('sha256')
      .where('sha256', '>=', prefix)
      .where('sha256', '<', `${prefix}g`) // behind every hex digit
      .orderBy('sha256')
      .limit(limit);
    return (await this.guard(() => query.execute())).map((row) => row.sha256);
  }
}

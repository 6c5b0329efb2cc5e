/** @module Blobs as rows of a PostgreSQL table, for workers without a common folder. Meant for pictures and texts: a blob is one value of at most 1 GB. */
import type pg from 'pg';
import type { BlobRef } from '../domain/ref.js';
import { type BlobKeeper, checkSha256, isStale, missingBlob, type ListedBlob, verified } from './blob-store.js';
import type { Guard } from './guard.js';
import { sha256 } from './hash.js';
import { postgresGuard } from './postgres-guard.js';
import { openPool } from './postgres-pool.js';
import { shownUrl } from './store-url.js';

const MAX_CONNECTIONS = 4;
const LIST_PAGE = 5_000;
/** Only one at a time makes the table; any number will do that nobody else takes. */
const LOCK = 7_305_412_117;

const MAKE_TABLE = `
begin;
select pg_advisory_xact_lock(${LOCK});
create table if not exists maestro_blobs (
  sha256 text collate "C" primary key,
  bytes bytea not null,
  written_at timestamptz not null default now()
);
alter table maestro_blobs alter column bytes set storage external;
commit`;

const AGE = 'octet_length(bytes) as bytes, extract(epoch from written_at) * 1000 as "writtenAtMs"';

type Facts = Omit<ListedBlob, 'sha256'>;

export class PostgresBlobStore implements BlobKeeper {
  private constructor(
    readonly url: string,
    private readonly pool: pg.Pool,
    private readonly guard: Guard,
  ) {}

  /** Makes the table `maestro_blobs` when it is not there. @throws MaestroError INVALID_INPUT, STORE_UNAVAILABLE */
  static async open(url: string): Promise<PostgresBlobStore> {
    const name = shownUrl(url);
    const pool = openPool(url, { maxConnections: MAX_CONNECTIONS });
    const store = new PostgresBlobStore(name, pool, postgresGuard(name));
    try {
      const found = await store.query<{ name: string | null }>("select to_regclass('maestro_blobs')::text as name");
      if ((found[0]?.name ?? null) === null) await store.guard(() => pool.query(MAKE_TABLE));
    } catch (error) {
      await pool.end();
      throw error;
    }
    return store;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: sha256(bytes), bytes: bytes.byteLength };
    const facts = await this.factsOf(ref.sha256);
    if (facts?.bytes === ref.bytes) {
      if (!isStale(facts, ref)) return ref;
      const touched = await this.query('update maestro_blobs set written_at = now() where sha256 = $1 returning 1', [
        ref.sha256,
      ]);
      // None: a sweep has just removed it.
      if (touched.length > 0) return ref;
    }
    // Of another size: it was damaged after it was written, and is healed.
    await this.query(
      `insert into maestro_blobs (sha256, bytes) values ($1, $2)
       on conflict (sha256) do update set bytes = excluded.bytes, written_at = excluded.written_at`,
      [ref.sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    );
    return ref;
  }

  async get(hash: string): Promise<Uint8Array> {
    checkSha256(hash);
    const rows = await this.query<{ bytes: Buffer }>('select bytes from maestro_blobs where sha256 = $1', [hash]);
    const bytes = rows[0]?.bytes;
    if (bytes === undefined) throw missingBlob(hash, this.url);
    return new Uint8Array(verified(bytes, hash, `${hash} in ${this.url}`));
  }

  async has(hash: string): Promise<boolean> {
    checkSha256(hash);
    return (await this.factsOf(hash)) !== undefined;
  }

  async *list(): AsyncIterable<ListedBlob> {
    for (let last = ''; ;) {
      const page = await this.query<ListedBlob>(
        `select sha256, ${AGE} from maestro_blobs where sha256 > $1 order by sha256 limit ${LIST_PAGE}`,
        [last],
      );
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.sha256;
    }
  }

  async remove(hash: string, beforeMs: number): Promise<boolean> {
    checkSha256(hash);
    const removed = await this.query(
      'delete from maestro_blobs where sha256 = $1 and written_at < to_timestamp($2) returning 1',
      [hash, beforeMs / 1000],
    );
    return removed.length > 0;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async factsOf(hash: string): Promise<Facts | undefined> {
    return (await this.query<Facts>(`select ${AGE} from maestro_blobs where sha256 = $1`, [hash]))[0];
  }

  private async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.guard(() => this.pool.query<Row>(sql, [...values]))).rows;
  }
}

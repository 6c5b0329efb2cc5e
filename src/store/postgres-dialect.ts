/** @module Kysely's PostgreSQL dialect over a pool of node-postgres: values as a database can hold them, broken connections dropped. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Dialect,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import { MaestroError } from '../domain/errors.js';
import { storableText } from './row-codecs.js';

export class PostgresPoolDialect implements Dialect {
  constructor(private readonly pool: pg.Pool) {}

  createDriver(): Driver {
    return new PoolDriver(this.pool);
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }
}

class PoolDriver implements Driver {
  constructor(private readonly pool: pg.Pool) {}

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PoolConnection> {
    return new PoolConnection(await this.pool.connect());
  }

  async beginTransaction(connection: PoolConnection): Promise<void> {
    await connection.run('begin');
  }

  async commitTransaction(connection: PoolConnection): Promise<void> {
    await connection.run('commit');
  }

  rollbackTransaction(connection: PoolConnection): Promise<void> {
    return connection.rollback();
  }

  releaseConnection(connection: PoolConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.pool.end();
  }
}

class PoolConnection implements DatabaseConnection {
  private broken = false;

  constructor(private readonly client: pg.PoolClient) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, rowCount } = await this.client.query<Row & pg.QueryResultRow>(sql, parameters.map(bindable));
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  async run(sql: string): Promise<void> {
    await this.client.query(sql);
  }

  /** Fails only with the connection, which then ends with its transaction: what led here says more. */
  rollback(): Promise<void> {
    return this.run('rollback').catch(() => {
      this.broken = true;
    });
  }

  release(): void {
    this.client.release(this.broken);
  }

  streamQuery(): never {
    throw new MaestroError('INTERNAL', 'The store reads no rows one by one.');
  }
}

/** A value as PostgreSQL can hold it. NaN it could hold, and no reader could make sense of it: null is refused where a figure is needed. */
function bindable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isNaN(value) ? null : (value ?? null);
}

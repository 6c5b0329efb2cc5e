/** @module Connections to PostgreSQL, a pool for each store of a process. */
import pg from 'pg';
import { MaestroError, messageOf } from '../domain/errors.js';
import { shownUrl } from './store-url.js';

/** Connections of one store. More would only queue within the server: statements are short. */
const MAX_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;

/** Types that node-postgres gives as text, as they may exceed what a number holds exactly: counts and sums here never do. */
const NUMBERS = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC] as const;

export interface PoolOptions {
  readonly maxConnections?: number;
  /** Settings of every session, e.g. `-c default_transaction_read_only=on`. */
  readonly sessionOptions?: string;
}

/**
 * Connects when first used. What the URL leaves out comes from the usual variables: PGHOST, PGUSER, PGPASSWORD, PGSSLMODE, ...
 * @param url `postgres://user@host:5432/database`
 * @throws MaestroError INVALID_INPUT; shows no password
 */
export function openPool(url: string, options: PoolOptions = {}): pg.Pool {
  const { maxConnections = MAX_CONNECTIONS, sessionOptions } = options;
  if (!URL.canParse(url)) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${shownUrl(url)} is no URL of a PostgreSQL database: write postgres://user:password@host:5432/database, with %40 for an @ in the password.`,
    );
  }
  const pool = createPool(url, {
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'maestro',
    ...(sessionOptions === undefined ? {} : { options: sessionOptions }),
    types: numbersAsNumbers(),
  });
  // A connection that breaks while nobody uses it: the pool has dropped it, and the next operation opens another.
  pool.on('error', () => undefined);
  // One that breaks between two statements of a transaction: the next statement fails, and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** How values of a connection are read. */
function numbersAsNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  for (const type of NUMBERS) types.setTypeParser(type, 'text', Number);
  return types;
}

function createPool(url: string, config: pg.PoolConfig): pg.Pool {
  try {
    return new pg.Pool({ ...config, connectionString: url });
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `${shownUrl(url)} can't be used: ${shownUrl(messageOf(error))}.`);
  }
}

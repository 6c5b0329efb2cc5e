/** @module What can go wrong with PostgreSQL: wait while it restarts or others are in the way, and say what to do about the rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import { codeOf } from './disk-errors.js';
import type { Guard } from './guard.js';

const PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** The server is away: it starts, stops, or can't be reached. */
const AWAY = /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)$/;
/** The connection broke; node-postgres gives these no code. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;
/** Transactions that were in each other's way. Each is whole or not there, so the operation can be run again. */
const COLLIDED = /^(40001|40P01|55P03)$/;
const CROWDED = /^53300$/;

/**
 * Repeats an operation while the server is away or others are in its way.
 * @param name of the database, without its password
 * @param patienceMs how long, in milliseconds
 * @throws MaestroError STORE_UNAVAILABLE with advice; INTERNAL for a fault that is none of the database's.
 */
export function postgresGuard(name: string, patienceMs = PATIENCE_MS): Guard {
  return async (operation) => {
    const end = performance.now() + patienceMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await operation();
      } catch (error) {
        if (!passes(error) || performance.now() > end) throw postgresError(name, error);
      }
      await sleep(pause * (0.5 + Math.random()));
    }
  };
}

function passes(error: unknown): boolean {
  const code = codeOf(error);
  return AWAY.test(code) || COLLIDED.test(code) || CROWDED.test(code) || BROKEN.test(messageOf(error));
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [COLLIDED, 'others have been in its way for long: see pg_stat_activity for a session that hangs, and end it'],
  [CROWDED, 'it has no connection left: raise max_connections, or run fewer workers'],
  [/^28/, 'it refuses the user or the password: check them in the URL, or in PGUSER and PGPASSWORD'],
  [/^3D000/, 'there is no such database: create it (createdb), or correct its name in the URL'],
  [/^42501/, 'the user lacks a right there: grant it CREATE on the schema, and ownership of the tables'],
  [/^53100/, 'its disk is full: make room there'],
  [/^25006/, 'it is read-only (a standby?): use the primary server'],
  [/^57014/, 'a statement took longer than it may: see statement_timeout of the server or of the user'],
  [/^(ENOTFOUND|EAI_)/, 'its host is not known: correct it in the URL'],
  [/^XX00[12]/, 'it is damaged: restore a backup'],
];

function postgresError(name: string, cause: unknown): MaestroError {
  if (isMaestroError(cause)) return cause;
  const code = codeOf(cause);
  const away = AWAY.test(code) || BROKEN.test(messageOf(cause));
  const advice =
    ADVICE.find(([pattern]) => pattern.test(code))?.[1] ??
    (away ? 'it can not be reached: check that it runs and that this machine may connect to it' : undefined);
  const options = { cause, data: { database: name, code } };
  if (advice === undefined) {
    return new MaestroError('INTERNAL', `The database ${name} refused an operation: ${messageOf(cause)}`, options);
  }
  const why = code === '' ? messageOf(cause) : code;
  return new MaestroError('STORE_UNAVAILABLE', `The database ${name} is not usable (${why}): ${advice}.`, options);
}

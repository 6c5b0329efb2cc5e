/** @module One statement of a person against the results store, which can change nothing: read-only by the database, not by our looking at it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import { codeOf } from './disk-errors.js';
import { pathOfFileUrl } from './file-url.js';
import { postgresGuard } from './postgres-guard.js';
import { isPostgresUrl, shownUrl } from './store-url.js';

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** `VACUUM INTO`, `COPY ... TO` and their like write files also where the database itself is read-only. */
const QUESTION = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/|\()*(?:select|with|values|explain)\b/i;
const CHILD = fileURLToPath(new URL('./read-only-child.js', import.meta.url));
const MAX_OUTPUT_BYTES = 512 * 2 ** 20;

/**
 * @param url of the results store, whose schema is there
 * @param timeoutMs the statement is ended when it takes longer
 * @throws MaestroError INVALID_INPUT with what the database says of the statement; STORE_UNAVAILABLE
 */
export async function queryReadOnly(url: string, statement: string, timeoutMs: number): Promise<Answer> {
  if (!QUESTION.test(statement)) {
    throw new MaestroError('INVALID_INPUT', 'Only questions are answered: begin with select, with, values or explain.');
  }
  return isPostgresUrl(url)
    ? askPostgres(url, statement, timeoutMs)
    : askSqlite(pathOfFileUrl(url, 'results store'), statement, timeoutMs);
}

async function askPostgres(url: string, statement: string, timeoutMs: number): Promise<Answer> {
  const { openPool } = await import('./postgres-pool.js');
  const settings = `-c default_transaction_read_only=on -c statement_timeout=${timeoutMs}`;
  const pool = openPool(url, { maxConnections: 1, sessionOptions: settings });
  try {
    const client = await postgresGuard(shownUrl(url))(() => pool.connect());
    try {
      await client.query('begin transaction read only');
      // The extended protocol takes one statement only, so nothing can be set before it.
      const query = { text: statement, rowMode: 'array', queryMode: 'extended' } as const;
      const { fields, rows } = await client.query<unknown[]>(query);
      return { columns: fields.map(({ name }) => name), rows };
    } finally {
      client.release(true);
    }
  } catch (error) {
    throw refused(codeOf(error) === '57014', error, timeoutMs);
  } finally {
    await pool.end();
  }
}

const printed = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) });

/** In a process of its own, which can be ended: SQLite runs where it is called, and hears nothing meanwhile. */
async function askSqlite(path: string, statement: string, timeoutMs: number): Promise<Answer> {
  const text = await new Promise<string>((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES } as const;
    const child = execFile(process.execPath, [CHILD, path], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(refused(error.killed === true, new Error(stderr.trim() || messageOf(error)), timeoutMs));
    });
    child.stdin?.end(statement);
  });
  return printed.parse(JSON.parse(text));
}

function refused(late: boolean, cause: unknown, timeoutMs: number): MaestroError {
  if (cause instanceof MaestroError) return cause;
  const why = late
    ? `it took longer than ${timeoutMs / 1000} s and was ended: narrow it, or raise --timeout`
    : messageOf(cause);
  return new MaestroError('INVALID_INPUT', `The statement was not answered: ${why}.`, { cause });
}

/** @module The files of the embedded server in a data folder. */
import { open, readFile, realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';

const ports = z.strictObject({ grpc: z.int(), ui: z.int(), http: z.int(), metrics: z.int() });

const embeddedServer = z.strictObject({
  pid: z.int().positive(),
  startedAt: z.iso.datetime(),
  address: z.string(),
  uiUrl: z.url(),
  /** Version of the server. */
  version: z.string(),
  ports,
  /** How the binary was found. */
  source: z.enum(['TEMPORAL_CLI_PATH', 'cache', 'archive', 'build', 'PATH']),
  /** When the process started, in the operating system's words: tells it from a later process with the same id. */
  processStart: z.string(),
  /** The data folder it serves: a copied folder does not own the server of the original. */
  dataDir: z.string(),
  /** The PostgreSQL it keeps its history in, without the password; left out: the file database of the folder. */
  storage: z.string().optional(),
});

const database = z.strictObject({
  serverVersion: z.string(),
  ports,
  /** URL of the PostgreSQL with its password; left out: the file database. */
  storage: z.string().optional(),
});

export type Ports = z.infer<typeof ports>;
/** A server that was started, as noted in `server.json`. */
export type EmbeddedServer = Readonly<z.infer<typeof embeddedServer>>;
/** What outlives a server: which version wrote the database, and the ports that workers may still be calling. */
export type DatabaseNote = Readonly<z.infer<typeof database>>;

export interface ServerFiles {
  readonly folder: string;
  readonly state: string;
  readonly note: string;
  readonly database: string;
  /** Of the server on PostgreSQL. */
  readonly config: string;
  readonly log: string;
  readonly lock: string;
}

/** Where everything of the embedded server lies in a data folder. */
export function serverFiles(dataDir: string): ServerFiles {
  const folder = join(dataDir, 'temporal');
  return {
    folder,
    state: join(folder, 'server.json'),
    note: join(folder, 'database.json'),
    database: join(folder, 'temporal.db'),
    config: join(folder, 'full-server.json'),
    log: join(folder, 'server.log'),
    lock: join(folder, 'lock'),
  };
}

/** The noted server of this very folder; undefined when none was noted. Says nothing about whether it lives. */
export async function readServer(dataDir: string): Promise<EmbeddedServer | undefined> {
  const server = await read(serverFiles(dataDir).state, embeddedServer);
  return server === undefined || server.dataDir !== (await realpath(dataDir)) ? undefined : server;
}

export function readNote(dataDir: string): Promise<DatabaseNote | undefined> {
  return read(serverFiles(dataDir).note, database);
}

/** Others may not read it: it can hold a password. Writes in one step: a reader sees the old file or the new one, and a power cut leaves one of them. */
export async function writeJson(file: string, value: EmbeddedServer | DatabaseNote): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw unreadable(file, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** By its code, not its class: errors of Node come from another realm in Jest. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function unreadable(file: string, cause: unknown): MaestroError {
  return new MaestroError(
    'SERVER_CONFLICT',
    `${file} cannot be understood (${messageOf(cause)}). It is written by Maestro only: if no Temporal server of this folder is running, delete that file and try again.`,
    { cause },
  );
}

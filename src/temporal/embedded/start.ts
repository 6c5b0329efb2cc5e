/** @module Starts the embedded server of a data folder, or joins the one that runs. */
import { access, mkdir, rename } from 'node:fs/promises';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { findFullServer } from '../binary/find-full.js';
import { findTemporalBinary, type TemporalBinary } from '../binary/find.js';
import { compareVersions } from '../binary/version.js';
import { withLock } from '../lock.js';
import {
  hasCode,
  readNote,
  readServer,
  serverFiles,
  writeJson,
  type DatabaseNote,
  type EmbeddedServer,
  type ServerFiles,
} from './files.js';
import { setUpSchema } from './full-server.js';
import { launch, noteOf, READY_TIMEOUT_MS, type LaunchOptions } from './launch.js';
import { isSameProcess } from './process-identity.js';
import { prepareServer } from './ready.js';
import { embeddedStatus } from './status.js';
import { parseStorage, shownStorage, type Storage } from './storage.js';

export interface StartOptions extends LaunchOptions {
  /** Takes a line of progress whenever something takes long. */
  readonly log: (line: string) => void;
  /** Default: the project's cache folder of this user. */
  readonly cacheDir?: string;
  /** URL of a PostgreSQL for the history of a new data folder, which then keeps to it. Default: as the folder has it, else a file. */
  readonly storage?: string;
}

/**
 * The running server of `dataDir`: the one that is there, or a new one on the same database. Commands that start at
 * once share one server; it outlives them all, until `stopEmbedded`.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when no binary is found or the server does not come up,
 * SERVER_CONFLICT when the database was written by another version, or the history of the folder lies elsewhere; INVALID_INPUT
 * for a storage that is none.
 */
export async function startEmbedded(options: StartOptions): Promise<EmbeddedServer> {
  const { dataDir, log } = options;
  const files = serverFiles(dataDir);
  await mkdir(files.folder, { recursive: true });
  const note = await readNote(dataDir);
  const storage = storageOf(options, note, files);
  const status = await embeddedStatus(dataDir);
  if (status.state === 'running' && note !== undefined) return status.server;
  // Outside the lock of the data folder: a first build takes minutes, and has its own lock.
  const binary = await (storage === undefined ? findTemporalBinary(options) : findFullServer(options));
  return withLock(
    files.lock,
    () => log('Another command is starting the Temporal server: waiting for it.'),
    async () => {
      const found = await readServer(dataDir);
      if (found !== undefined && (await isSameProcess(found.pid, found.processStart)))
        return join(found, files, storage);
      if (storage === undefined) await checkDatabase(files, dataDir, binary);
      else await prepareStorage(files, dataDir, binary, storage);
      return launch(options, binary, storage);
    },
  );
}

/** A server lives, left by a command that may have been killed before the server was ready. */
async function join(server: EmbeddedServer, files: ServerFiles, storage: Storage | undefined): Promise<EmbeddedServer> {
  try {
    await prepareServer(server, READY_TIMEOUT_MS, () => isSameProcess(server.pid, server.processStart));
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `The Temporal server of ${server.dataDir} (process ${server.pid}, ${server.address}) runs but is of no use: ${messageOf(error)}. Stop it (maestro down) and try again; its log is ${files.log}.`,
      { cause: error },
    );
  }
  await writeJson(files.note, noteOf(server, storage));
  return server;
}

/** A database of another version is refused; one whose server never became ready holds nothing and is set aside. */
async function checkDatabase(files: ServerFiles, dataDir: string, binary: TemporalBinary): Promise<void> {
  const note = await readNote(dataDir);
  if (note !== undefined && note.serverVersion !== binary.version) {
    throw new MaestroError(
      'SERVER_CONFLICT',
      `The Temporal database in ${files.folder} was written by server ${note.serverVersion}, but ${binary.path} is ${binary.version}. Use another data folder, or set TEMPORAL_CLI_PATH to a Temporal CLI with server ${note.serverVersion}, or move ${files.folder} away (its workflow history goes with it).`,
    );
  }
  if (note !== undefined) return;
  for (const suffix of ['', '-wal', '-shm']) {
    const file = `${files.database}${suffix}`;
    if (await isThere(file)) await rename(file, `${file}.unfinished`);
  }
}

/** Where the history is or will be; undefined: in the file database. */
function storageOf(
  { storage: wished, dataDir }: StartOptions,
  note: DatabaseNote | undefined,
  files: ServerFiles,
): Storage | undefined {
  const known = note?.storage === undefined ? undefined : parseStorage(note.storage);
  if (wished === undefined) return known;
  const storage = parseStorage(wished);
  if (note === undefined || (known !== undefined && shownStorage(known) === shownStorage(storage))) return storage;
  throw new MaestroError(
    'SERVER_CONFLICT',
    `The history of ${dataDir} lies in ${known === undefined ? files.database : shownStorage(known)}, not in ${shownStorage(storage)}. ` +
      'Give another data folder (MAESTRO_DATA_DIR); results move with MAESTRO_RESULTS, but workflow history does not move.',
  );
}

/** A schema of an older server is brought up to date; none of a newer one is touched. */
async function prepareStorage(
  files: ServerFiles,
  dataDir: string,
  binary: TemporalBinary,
  storage: Storage,
): Promise<void> {
  const note = await readNote(dataDir);
  if (note?.serverVersion === binary.version) return;
  if (note !== undefined && compareVersions(note.serverVersion, binary.version) > 0) {
    throw new MaestroError(
      'SERVER_CONFLICT',
      `${shownStorage(storage)} was last used by server ${note.serverVersion}, and ${binary.path} is ${binary.version}: it can't go back (see ${files.note}).`,
    );
  }
  await setUpSchema(binary.path, storage);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** @module Brings a server up on the database of a data folder. */
import { readFile, realpath } from 'node:fs/promises';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { Env } from '../binary/cache.js';
import type { TemporalBinary } from '../binary/find.js';
import { readNote, serverFiles, writeJson, type DatabaseNote, type EmbeddedServer, type Ports } from './files.js';
import { fullServerArguments } from './full-server.js';
import { choosePorts, LOOPBACK } from './ports.js';
import { isSameProcess, processStart } from './process-identity.js';
import { prepareServer } from './ready.js';
import { serverArguments, spawnServer } from './spawn.js';
import { shownStorage, type Storage } from './storage.js';
import { endProcess } from './stop.js';

export const READY_TIMEOUT_MS = 60_000;
/** Someone may take a port between our choice and the server's start: then others are chosen. */
const ATTEMPTS = 3;

export interface LaunchOptions {
  readonly dataDir: string;
  readonly env: Env;
  /** Wished for at the first start of a data folder, which then keeps its ports where it can. Default: Temporal's usual ones. */
  readonly ports?: Ports;
}

/**
 * Starts the binary (with `storage` the one for PostgreSQL), waits until it is ready and notes it. The caller holds the lock of the data folder.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with the end of the server's log when it does not come up.
 */
export async function launch(
  { dataDir, env, ports }: LaunchOptions,
  binary: TemporalBinary,
  storage: Storage | undefined,
): Promise<EmbeddedServer> {
  const files = serverFiles(dataDir);
  const wishes = (await readNote(dataDir))?.ports ?? ports;
  for (let attempt = 1; ; attempt += 1) {
    const server = await spawned({ dataDir, env, binary, ports: await choosePorts(wishes), storage });
    const alive = (): Promise<boolean> => isSameProcess(server.pid, server.processStart);
    try {
      await prepareServer(server, READY_TIMEOUT_MS, alive);
      await writeJson(files.note, noteOf(server, storage));
      return server;
    } catch (error) {
      const portLost = !(await alive());
      await endProcess(server);
      // Its note stays: it says "dead", where none would say that nobody wants a server.
      if (portLost && attempt < ATTEMPTS) continue;
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The Temporal server (${binary.path}) did not come up: ${messageOf(error)}. The end of its log, ${files.log}:\n${await logTail(files.log)}`,
        { cause: error },
      );
    }
  }
}

/** What outlives this server. */
export function noteOf({ version, ports }: EmbeddedServer, storage: Storage | undefined): DatabaseNote {
  return { serverVersion: version, ports, ...(storage === undefined ? {} : { storage: storage.url }) };
}

interface Spawn {
  readonly dataDir: string;
  readonly env: Env;
  readonly binary: TemporalBinary;
  readonly ports: Ports;
  readonly storage: Storage | undefined;
}

async function spawned({ dataDir, env, binary, ports, storage }: Spawn): Promise<EmbeddedServer> {
  const files = serverFiles(dataDir);
  const args = await (storage === undefined
    ? serverArguments(files, ports)
    : fullServerArguments(files, ports, storage));
  const pid = await spawnServer(binary.path, args, files, env);
  const server: EmbeddedServer = {
    pid,
    startedAt: new Date().toISOString(),
    address: `${LOOPBACK}:${ports.grpc}`,
    uiUrl: `http://${LOOPBACK}:${ports.ui}`,
    version: binary.version,
    ports,
    source: binary.source,
    processStart: (await processStart(pid)) ?? '',
    dataDir: await realpath(dataDir),
    ...(storage === undefined ? {} : { storage: shownStorage(storage) }),
  };
  // Before it is ready: should this command die now, the next one finds the server.
  await writeJson(files.state, server);
  return server;
}

async function logTail(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
}

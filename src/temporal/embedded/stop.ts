/** @module Stops the embedded server. */
import { access, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MaestroError } from '../../domain/errors.js';
import { withLock } from '../lock.js';
import { hasCode, readServer, serverFiles, type EmbeddedServer } from './files.js';
import { isSameProcess } from './process-identity.js';

const POLITE_MS = 10_000;
const POLL_MS = 50;

/**
 * Stops the server of a data folder: asks, waits 10 s, then kills; only ever the process that the folder owns. Its
 * history stays.
 * @returns the server that was stopped; undefined when none was running.
 * @throws MaestroError SERVER_CONFLICT when the state file is damaged or the process does not die.
 */
export async function stopEmbedded(dataDir: string): Promise<EmbeddedServer | undefined> {
  const files = serverFiles(dataDir);
  if (!(await exists(files.folder))) return undefined;
  return withLock(
    files.lock,
    () => undefined,
    async () => {
      const server = await readServer(dataDir);
      if (server === undefined) return undefined;
      const wasAlive = await isSameProcess(server.pid, server.processStart);
      if (wasAlive) await endProcess(server);
      await rm(files.state);
      return wasAlive ? server : undefined;
    },
  );
}

/** SIGTERM, then SIGKILL, to exactly this process; returns when it is gone. */
export async function endProcess({ pid, processStart }: Pick<EmbeddedServer, 'pid' | 'processStart'>): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await isSameProcess(pid, processStart))) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw error;
    }
    const deadline = Date.now() + POLITE_MS;
    while (Date.now() < deadline) {
      if (!(await isSameProcess(pid, processStart))) return;
      await sleep(POLL_MS);
    }
  }
  throw new MaestroError(
    'SERVER_CONFLICT',
    `The Temporal server (process ${pid}) does not end, not even when killed. Look at it with ps -p ${pid}.`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

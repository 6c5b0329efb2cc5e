/** @module Starting the server's process. */
import { spawn } from 'node:child_process';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { TypedSearchAttributes } from '@temporalio/common';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { Env } from '../binary/cache.js';
import { SEARCH_ATTRIBUTES } from '../search-attributes.js';
import { dynamicConfigFlags } from './dynamic-config.js';
import type { Ports, ServerFiles } from './files.js';
import { LOOPBACK } from './ports.js';

/** What the server may see of the environment: nothing it could leak, nothing that could change its settings. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'GOMAXPROCS', 'GOMEMLIMIT', 'GOGC'];

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** The command line of `temporal server start-dev`. */
export async function serverArguments(files: ServerFiles, ports: Ports): Promise<string[]> {
  return [
    ...['server', 'start-dev', '--log-format', 'json', '--log-level', 'warn'],
    ...['--ip', LOOPBACK, '--ui-ip', LOOPBACK],
    ...['--port', String(ports.grpc), '--ui-port', String(ports.ui)],
    ...['--http-port', String(ports.http), '--metrics-port', String(ports.metrics)],
    ...['--ui-disable-news-fetch', '--db-filename', files.database],
    // WAL with synchronous=1 survives the death of the process without loss, and does not wait for the disk at each step.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1'],
    ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => [
      '--search-attribute',
      `${name}=${TypedSearchAttributes.toMetadataType(type)}`,
    ]),
    ...(await dynamicConfigFlags()),
  ];
}

/** Starts the server in its own session, so that it outlives this command and its terminal. @returns its process id. */
export async function spawnServer(
  binary: string,
  args: readonly string[],
  files: ServerFiles,
  env: Env,
): Promise<number> {
  const log = await openLog(files.log);
  try {
    const child = spawn(binary, args, {
      cwd: files.folder,
      env: Object.fromEntries(PASSED_ON.map((name) => [name, env[name]])),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      windowsHide: true,
    });
    child.unref();
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () =>
        child.pid === undefined ? reject(new Error('it has no process id')) : resolve(child.pid),
      );
    });
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `The Temporal binary ${binary} could not be started: ${messageOf(error)}`,
      { cause: error },
    );
  } finally {
    await log.close();
  }
}

/** Appends; a log that has grown large is set aside first, in place of the one before it. */
async function openLog(file: string): Promise<FileHandle> {
  const log = await open(file, 'a');
  if ((await log.stat()).size < LOG_LIMIT_BYTES) return log;
  await log.close();
  await rename(file, `${file}.old`);
  return open(file, 'a');
}

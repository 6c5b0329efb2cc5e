/** @module Which Temporal a binary is: asked from the binary itself. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../domain/errors.js';
import { TEMPORAL_CLI_VERSION, TEMPORAL_SERVER_VERSION } from '../settings.js';

const run = promisify(execFile);

export interface BinaryVersion {
  /** `0.0.0-DEV` when built from the module without a stamp. */
  readonly cli: string;
  readonly server: string;
}

/**
 * The versions that the binary at `path` reports.
 * @throws Error (not ours: the caller collects the reasons) when it cannot be run, hangs for 20 s or is not Temporal.
 */
export async function binaryVersion(path: string): Promise<BinaryVersion> {
  const stdout = await versionLine(path);
  const match = /^temporal version (\S+) \(Server ([^\s,)]+)/m.exec(stdout);
  const [, cli, server] = match ?? [];
  if (cli === undefined || server === undefined) {
    throw new Error(
      `${path} --version does not speak like the Temporal CLI; it said: ${stdout.trim().slice(0, 120) || 'nothing'}`,
    );
  }
  return { cli, server };
}

async function versionLine(path: string): Promise<string> {
  try {
    return (await run(path, ['--version'], { timeout: 20_000, killSignal: 'SIGKILL' })).stdout;
  } catch (error) {
    throw new Error(`${path} --version failed (${messageOf(error).trim()})`, { cause: error });
  }
}

/** The same, for a binary that must be the pinned one. */
export async function pinnedVersion(path: string): Promise<BinaryVersion> {
  const version = await binaryVersion(path);
  if (version.server !== TEMPORAL_SERVER_VERSION) {
    throw new Error(
      `${path} holds server ${version.server} where ${TEMPORAL_SERVER_VERSION} (CLI ${TEMPORAL_CLI_VERSION}) is pinned`,
    );
  }
  return version;
}

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = a.split(/-(.*)/s);
  const [coreB = '', preB] = b.split(/-(.*)/s);
  const partsA = coreA.split('.').map(Number);
  const partsB = coreB.split('.').map(Number);
  for (let index = 0; index < Math.max(partsA.length, partsB.length); index += 1) {
    const difference = (partsA[index] ?? 0) - (partsB[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (preA === preB) return 0;
  if (preA === undefined) return 1;
  return preB === undefined ? -1 : preA.localeCompare(preB);
}

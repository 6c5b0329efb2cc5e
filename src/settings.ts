/** @module The settings of a process from its environment: folders, stores, roots. Read once, by `cli/` and `worker.ts`. */
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { MaestroError } from './domain/errors.js';

export interface Settings {
  /** Absolute. Holds the embedded server, the worker's notes, blobs and results unless their URLs say otherwise. */
  readonly dataDir: string;
  readonly blobUrl: string;
  readonly resultsUrl: string;
  /** Registry folders, or YAML files with models and services; later ones over earlier ones. */
  readonly registryRoots: readonly string[];
  /** Folders from which a worker reads images: what is under none of them is refused. */
  readonly imageRoots: readonly string[];
  /** Where clients put images for the worker. */
  readonly inbox: string;
  /** Do replies of deterministic calls serve other rollouts? */
  readonly cacheCalls: boolean;
  /** What this worker calls its code, for Temporal's Worker Versioning; undefined: it takes what comes. */
  readonly version: WorkerVersion | undefined;
}

export interface WorkerVersion {
  readonly deployment: string;
  readonly buildId: string;
}

const text = z.string().trim().min(1).optional();
const schema = z.object({
  MAESTRO_DATA_DIR: text,
  MAESTRO_BLOBS: text,
  MAESTRO_RESULTS: text,
  MAESTRO_REGISTRY: text,
  MAESTRO_IMAGE_ROOTS: text,
  MAESTRO_CACHE: z.enum(['on', 'off']).optional(),
  MAESTRO_DEPLOYMENT: text,
  MAESTRO_BUILD_ID: text,
});

/** The registry that ships: `registry/` at the top of the repository, beside `src/` and `dist/`. */
export const SHIPPED_REGISTRY = fileURLToPath(new URL('../registry', import.meta.url));

/**
 * @param cwd absolute; relative paths in the environment start here
 * @throws MaestroError INVALID_INPUT naming the variable
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new MaestroError('INVALID_INPUT', `The environment is not valid: ${names}. Set it to a value, or unset it.`);
  }
  const { MAESTRO_DATA_DIR, MAESTRO_BLOBS, MAESTRO_RESULTS, MAESTRO_REGISTRY, MAESTRO_IMAGE_ROOTS, MAESTRO_CACHE } =
    parsed.data;
  const dataDir = absolute(MAESTRO_DATA_DIR ?? '.maestro', cwd);
  const inbox = join(dataDir, 'inbox');
  return {
    dataDir,
    inbox,
    cacheCalls: MAESTRO_CACHE !== 'off',
    blobUrl: MAESTRO_BLOBS ?? pathToFileURL(join(dataDir, 'blobs')).href,
    resultsUrl: MAESTRO_RESULTS ?? pathToFileURL(join(dataDir, 'results.db')).href,
    registryRoots: [SHIPPED_REGISTRY, ...list(MAESTRO_REGISTRY, cwd)],
    version: versionOf(parsed.data),
    imageRoots: MAESTRO_IMAGE_ROOTS === undefined ? [inbox, cwd] : [inbox, ...list(MAESTRO_IMAGE_ROOTS, cwd)],
  };
}

function versionOf({
  MAESTRO_DEPLOYMENT: deployment,
  MAESTRO_BUILD_ID: buildId,
}: z.infer<typeof schema>): WorkerVersion | undefined {
  if (deployment === undefined && buildId === undefined) return undefined;
  if (deployment !== undefined && buildId !== undefined) return { deployment, buildId };
  throw new MaestroError(
    'INVALID_INPUT',
    'A worker has a version or none: give MAESTRO_DEPLOYMENT and MAESTRO_BUILD_ID (--deployment, --build-id) together.',
  );
}

function list(value: string | undefined, cwd: string): string[] {
  return (value ?? '')
    .split(delimiter)
    .filter((part) => part !== '')
    .map((part) => absolute(part, cwd));
}

function absolute(path: string, cwd: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  return isAbsolute(expanded) ? expanded : resolve(cwd, expanded);
}

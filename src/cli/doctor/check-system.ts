/** @module Node, the data folder, the disk, the stores. */
import { randomUUID } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.js';
import { openBlobStore } from '../../store/open-blob-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import { shownUrl } from '../../store/store-url.js';
import type { Context } from '../command.js';
import { fileSize } from '../format.js';
import { checked, missing, note, ok, type Check } from './check.js';

const OLDEST_NODE = [20, 19] as const;
const LITTLE_SPACE = 1e9;

export async function checkSystem({ settings, env }: Context): Promise<readonly Check[]> {
  const { dataDir, blobUrl, resultsUrl } = settings;
  const folder = await checkFolder(dataDir);
  if (folder.state === 'missing') return [checkNode(process.versions.node), folder];
  return [
    checkNode(process.versions.node),
    ok(
      'Machine',
      `${availableParallelism()} cores, ${fileSize(totalmem())} of memory, ${process.platform} ${process.arch}`,
    ),
    folder,
    ...(await checked('Disk', () => checkSpace(dataDir))),
    ...(await checked('Blob store', async () => {
      const blobs = await openBlobStore(blobUrl, env);
      // A bucket is asked for the first time here.
      await blobs.has('0'.repeat(64)).finally(() => blobs.close());
      return ok('Blob store', shownUrl(blobUrl));
    })),
    ...(await checked('Results', async () => {
      const results = await openResultStore(resultsUrl);
      await results.close();
      return ok('Results', shownUrl(resultsUrl));
    })),
  ];
}

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (fits) return ok('Node', version);
  return missing('Node', version, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

async function checkFolder(dataDir: string): Promise<Check> {
  const probe = join(dataDir, `probe-${randomUUID()}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(probe, 'probe');
    await rm(probe);
    return ok('Data folder', dataDir);
  } catch (error) {
    const advice = 'Make it writable, or set MAESTRO_DATA_DIR to a folder that is.';
    return missing('Data folder', `${dataDir} can't be written: ${messageOf(error)}`, advice);
  }
}

async function checkSpace(dataDir: string): Promise<Check> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  if (free >= LITTLE_SPACE) return ok('Disk', `${fileSize(free)} free`);
  return note('Disk', `only ${fileSize(free)} free`, 'History, blobs and results grow: make room.');
}

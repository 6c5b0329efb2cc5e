/** @module A process without rights: gives them up (user 65534), then tries the stores in `FOLDER`. Prints the errors. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMaestroError } from '../../../src/domain/errors.js';
import { openBlobStore } from '../../../src/store/open-blob-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import { call } from './rows.js';

const [folder = ''] = process.argv.slice(2);
const url = (name: string): string => pathToFileURL(join(folder, name)).href;
process.setuid?.(65_534);

async function attempt(name: string, work: () => Promise<unknown>): Promise<void> {
  const outcome = await work().then(
    () => 'ok',
    (error: unknown) => (isMaestroError(error) ? `${error.code}: ${error.message}` : `not ours: ${String(error)}`),
  );
  writeSync(1, `${name} ${outcome}\n`);
}

await attempt('put', async () => (await openBlobStore(url('blobs'))).put(Buffer.from('new')));
await attempt('make', () => openBlobStore(url('other/blobs')));
await attempt('record', async () => (await openResultStore(url('results.db'))).ledger.record(call({ turn: 2 })));
await attempt('create', () => openResultStore(url('other.db')));

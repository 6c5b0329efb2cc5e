/**
 * @module Memory while a large Parquet file streams through the reader, above that of the process before it.
 *
 * With page locations in the file at most one row group. Without, a group is there twice while it is decoded (as it stands in
 * the file, and decoded), and what was left of the one before may not be collected yet: at most two and a half.
 *
 * `npm run bench:datasets -- [--gigabytes 1.1] [--group-megabytes 256]`. The file is made in a temporary folder and deleted
 * after. Exit code 1 when the peak is higher. Read in a process of its own, so that nothing but the reader is measured.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeFile } from './make-file.js';

const { values } = parseArgs({
  options: { gigabytes: { type: 'string', default: '1.1' }, 'group-megabytes': { type: 'string', default: '256' } },
});
const MB = 2 ** 20;
const groupBytes = Number(values['group-megabytes']) * MB;
const READER = fileURLToPath(new URL('./read-file.js', import.meta.url));

interface Peak {
  readonly baseline: number;
  readonly peak: number;
  readonly rows: number;
  readonly seconds: number;
}

function readInOwnProcess(path: string): Promise<Peak> {
  return new Promise((resolve, reject) => {
    const child = fork(READER, [path]);
    child.on('message', (message: Peak) => resolve(message));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code !== 0) reject(new Error(`The reading process ended with ${code ?? 'a signal'}.`));
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), 'maestro-bench-'));
let high = 0;
try {
  for (const pageIndex of [false, true]) {
    const path = join(folder, 'large.parquet');
    const rows = await makeFile({ path, bytes: Number(values.gigabytes) * 1e9, groupBytes, pageIndex });
    const { size } = await stat(path);
    const read = await readInOwnProcess(path);
    if (read.rows !== rows) throw new Error(`${read.rows} of ${rows} rows were read.`);
    const above = read.peak - read.baseline;
    if (above > groupBytes * (pageIndex ? 1 : 2.5)) high++;
    process.stdout.write(
      `${pageIndex ? 'with' : 'without'} page index: ${(size / 1e9).toFixed(2)} GB in row groups of ${groupBytes / MB} MB, ` +
        `${rows} rows in ${read.seconds.toFixed(1)} s; memory ${Math.round(read.baseline / MB)} MB before, ` +
        `${Math.round(above / MB)} MB more at the peak (${(above / groupBytes).toFixed(2)} row groups)\n`,
    );
    await rm(path);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = high > 0 ? 1 : 0;

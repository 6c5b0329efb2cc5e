/**
 * @module The evidence on real experts: what every local pair says to tasks of the built-in suites is collected once into a table
 * (`.bench/tables/`, goes on where it was); over it policies are trained and held against references, by the definitions of docs/learning.md.
 *
 * `npm run evidence -- [--part check,main,unseen,ablations] [--seeds 10] [--first 1] [--set name=value ...] [--pictures docs/learning]`
 */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { learnSettings } from '../../dist/cli/train/settings.js';
import { openHost } from '../../dist/host.js';
import { recordsOfTable } from '../../dist/evidence/table.js';
import { trainOnTable, type TableTraining } from '../../dist/evidence/train.js';
import { readSettings } from '../../dist/settings.js';
import { hashJson } from '../../dist/store/hash.js';
import { AMOUNTS, CHANGES } from './amounts.js';
import { checkAgainstRollouts } from './check.js';
import { collect, placesOf } from './collect.js';
import { printMain } from './main-evidence.js';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'check,main,unseen,ablations' },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    pictures: { type: 'string', default: '' },
  },
});
const parts = values.part.split(',');
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.first) + index);
const folder = resolve('.bench/tables');
const dataDir = join(folder, 'data');
await rm(dataDir, { recursive: true, force: true });
await mkdir(dataDir, { recursive: true });
const registry = resolve('bench/evidence/registry.yaml');
const settings = readSettings({ MAESTRO_DATA_DIR: dataDir, MAESTRO_REGISTRY: registry }, dataDir);
const host = await openHost(settings, {}, (line) => {
  console.error(line);
});
try {
  const snapshot = await host.deps.registry();
  const entries = await collect(host, join(folder, `replies-${hashJson(snapshot).slice(0, 12)}.jsonl`), AMOUNTS);
  const of = (...splits: readonly string[]) => entries.filter(({ split }) => splits.includes(split));
  const learn = learnSettings('default', [...CHANGES, ...values.set]);
  const training = (seed: number): TableTraining => ({
    ...{ snapshot, seed, run: `evidence ${seed}`, model: { kind: 'linear' }, ...learn },
    ...{ train: of('train'), validation: of('validation'), records: recordsOfTable(of('train', 'probe')) },
  });
  if (parts.includes('check')) {
    const first = training(seeds[0] ?? 1);
    const places = placesOf(AMOUNTS).filter(({ split }) => split === 'test');
    const some = places.filter((_, index) => index % 8 === 0);
    const compared = await checkAgainstRollouts(host, entries, some, trainOnTable(first), first);
    console.log(
      `${compared} rollouts in process called the same pairs and came to the same verdict as over the table.\n`,
    );
  }
  if (parts.includes('main')) await printMain({ snapshot, entries, seeds, training, pictures: values.pictures });
} finally {
  await host.close();
  await rm(dataDir, { recursive: true, force: true });
}

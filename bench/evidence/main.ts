/**
 * @module The evidence on real experts: what every local pair says to tasks of the built-in suites is collected once into a table
 * (`.bench/tables/`, goes on where it was); over it policies are trained and held against references, by the definitions of docs/learning.md.
 *
 * `npm run evidence -- [--part check,main,unseen,ablations] [--seeds 10] [--first 1] [--set name=value ...]
 * [--pictures docs] [--rounds 2] [--held-out geometry]`; rounds: at most so many tasks of each family in a split, to try it
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { learnSettings } from '../../dist/cli/train/settings.js';
import { openHost } from '../../dist/host.js';
import { recordsOfTable } from '../../dist/evidence/table.js';
import { trainOnTable, type TableTraining } from '../../dist/evidence/train.js';
import { readSettings } from '../../dist/settings.js';
import { hashJson } from '../../dist/store/hash.js';
import { printAblations } from './ablations.js';
import { AMOUNTS, CHANGES } from './amounts.js';
import { checkAgainstRollouts } from './check.js';
import { atMost, collect, placesOf } from './collect.js';
import { mainEvidence, printMain } from './main-evidence.js';
import { drawPictures } from './pictures.js';
import { printUnseen } from './unseen-evidence.js';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'check,main,unseen,ablations' },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    pictures: { type: 'string', default: '' },
    rounds: { type: 'string', default: '100' },
    'held-out': { type: 'string', multiple: true, default: [] },
  },
});
const amounts = atMost(AMOUNTS, Number(values.rounds));
const parts = values.part.split(',');
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.first) + index);
const folder = resolve('.bench/tables');
const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'maestro-evidence-')));
const registry = resolve('bench/evidence/registry.yaml');
const settings = readSettings({ MAESTRO_DATA_DIR: dataDir, MAESTRO_REGISTRY: registry }, dataDir);
const host = await openHost(settings, {}, (line) => {
  console.error(line);
});
try {
  const snapshot = await host.deps.registry();
  const entries = await collect(host, join(folder, `replies-${hashJson(snapshot).slice(0, 12)}.jsonl`), amounts);
  const of = (...splits: readonly string[]) => entries.filter(({ split }) => splits.includes(split));
  const learn = learnSettings('default', [...CHANGES, ...values.set]);
  const training = (seed: number): TableTraining => ({
    ...{ snapshot, seed, run: `evidence ${seed}`, model: { kind: 'linear' }, ...learn },
    ...{ train: of('train'), validation: of('validation'), records: recordsOfTable(of('train', 'probe')) },
  });
  if (parts.includes('check')) {
    const first = training(seeds[0] ?? 1);
    const places = placesOf(amounts).filter(({ split }) => split === 'test');
    const some = places.filter((_, index) => index % 8 === 0);
    const compared = await checkAgainstRollouts(host, entries, some, trainOnTable(first), first);
    console.log(
      `${compared} rollouts in process called the same pairs and came to the same verdict as over the table.\n`,
    );
  }
  const study = { snapshot, entries, seeds, training };
  const evidence = await mainEvidence(study);
  if (parts.includes('main')) printMain(study, evidence);
  if (values.pictures !== '') await drawPictures(values.pictures, study, evidence);
  if (parts.includes('unseen')) printUnseen(study, evidence, values['held-out']);
  if (parts.includes('ablations')) printAblations(study, evidence);
} finally {
  await host.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** @module `data mix`: train, validation and test sets of several datasets, by a seeded recipe. */
import { join, resolve } from 'node:path';
import { inspectImage } from '../../activities/inspect-image.js';
import { candidateOf, type Candidate } from '../../datasets/mix/candidate.js';
import { chooseFrom, refuseLeaks, refuseSameIds, type ChosenSets } from '../../datasets/mix/choose.js';
import { loadRecipe, SETS, type Recipe, type SetName, type Share } from '../../datasets/mix/recipe.js';
import { measureDataset, readDataset, type OpenDataset } from '../../datasets/open-dataset.js';
import { openTaskWriter } from '../../datasets/writers/task-writer.js';
import { chosenTasks } from '../../datasets/writers/write-chosen.js';
import { MaestroError } from '../../domain/errors.js';
import { writeJsonWhole } from '../atomic-file.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { datasetOf, FaultList } from './dataset-of.js';

export interface MixRequest {
  readonly recipe: string;
  readonly out: string | undefined;
  readonly folder: string | undefined;
}

interface MixedSource {
  readonly path: string;
  readonly dataset: OpenDataset;
  readonly fingerprint: string;
  readonly sets: ChosenSets;
}

const SHOWN_FAULTS = 20;

/** @returns the exit code: 2 when a row of a source is faulty; the others are used */
export async function runMix(context: Context, request: MixRequest): Promise<number> {
  const { cwd, out } = context;
  if (request.out === undefined) throw new MaestroError('INVALID_INPUT', 'data mix: name a folder with --out.');
  const folder = resolve(cwd, request.out);
  const recipe = await loadRecipe(
    /[/\\]|\.ya?ml$/.test(request.recipe) ? resolve(cwd, request.recipe) : request.recipe,
  );
  const faults = new FaultList(SHOWN_FAULTS);
  const sources: MixedSource[] = [];
  for (const group of groupsOf(recipe)) {
    sources.push(await readSource(context, { group, seed: recipe.seed, base: request.folder ?? '.', faults }));
  }
  const all = (set: SetName): readonly Candidate[] => sources.flatMap(({ sets }) => sets[set]);
  const sets: ChosenSets = { train: all('train'), validation: all('validation'), test: all('test') };
  refuseSameIds(sets);
  refuseLeaks(sets);
  const files: Partial<Record<SetName, string>> = {};
  for (const set of SETS) {
    if (sets[set].length === 0) continue;
    files[set] = join(folder, `${set}.jsonl`);
    await writeSet(context, sources, set, folder);
    out.print(`${set.padEnd(10)}  ${count(sets[set].length, 'task')} in ${join(folder, `${set}.jsonl`)}`);
  }
  const lock = {
    recipe: recipe.name,
    seed: recipe.seed,
    counts: { train: sets.train.length, validation: sets.validation.length, test: sets.test.length },
    sources: sources.map(({ path, dataset, fingerprint, sets: of }) => {
      const taken = { train: of.train.length, validation: of.validation.length, test: of.test.length };
      return { path, adapter: dataset.loaded?.adapter.name ?? null, fingerprint, ...taken };
    }),
  };
  await writeJsonWhole(join(folder, 'mix.json'), lock);
  out.emit({ ...lock, files, faults: faults.count, fault_list: faults.shown });
  faults.tell(context);
  return faults.count === 0 ? EXIT.ok : EXIT.badInput;
}

interface Group {
  readonly path: string;
  readonly adapter: string | undefined;
  readonly shares: Readonly<Partial<Record<SetName, Share['items']>>>;
}

/** A dataset that several sets take from is drawn from once, so that no row goes into two of them. */
function groupsOf({ sets }: Recipe): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const set of SETS) {
    for (const { path, adapter, items } of sets[set]) {
      const key = JSON.stringify([path, adapter ?? '']);
      const group = groups.get(key) ?? { path, adapter, shares: {} };
      if (group.shares[set] !== undefined)
        throw new MaestroError('INVALID_INPUT', `The recipe names ${path} twice in ${set}: add the numbers up.`);
      groups.set(key, { ...group, shares: { ...group.shares, [set]: items } });
    }
  }
  return [...groups.values()];
}

interface ReadSource {
  readonly group: Group;
  readonly seed: number;
  readonly base: string;
  readonly faults: FaultList;
}

async function readSource(context: Context, { group, seed, base, faults }: ReadSource): Promise<MixedSource> {
  const { out, signal, settings } = context;
  const dataset = await datasetOf(context, join(base, group.path), group.adapter);
  const candidates: Candidate[] = [];
  for await (const line of readDataset(dataset, { inspect: inspectImage, keepImage: ({ sha256 }) => sha256 })) {
    signal.throwIfAborted();
    if (line.kind === 'fault') faults.add(line.line, line.message, line.rows);
    else candidates.push(candidateOf(line));
    out.status(`${group.path}: ${count(candidates.length, 'task')}`);
  }
  out.status('');
  const sets = chooseFrom({ path: group.path, candidates, shares: group.shares }, seed);
  const { fingerprint } = await measureDataset(dataset, settings.dataDir);
  return { path: group.path, dataset, fingerprint, sets };
}

async function writeSet(
  { signal }: Context,
  sources: readonly MixedSource[],
  set: SetName,
  folder: string,
): Promise<void> {
  const writer = await openTaskWriter({
    path: join(folder, `${set}.jsonl`),
    target: 'jsonl',
    imagesDir: join(folder, 'images'),
    system: undefined,
  });
  try {
    for (const { dataset, sets } of sources) {
      if (sets[set].length === 0) continue;
      const ids = new Set(sets[set].map(({ id }) => id));
      const images = new Set(sets[set].flatMap((each) => each.images));
      for await (const task of chosenTasks({ dataset, inspect: inspectImage, ids, images }, writer.keepImage)) {
        signal.throwIfAborted();
        await writer.write(task);
      }
    }
    await writer.finish();
  } finally {
    await writer.abandon();
  }
}

/** @module Which rows go into which set: seeded, none twice, and nothing of the test set in the training set. */
import { MaestroError } from '../../domain/errors.js';
import { drawKey, shuffled, type Candidate } from './candidate.js';
import { SETS, type SetName, type Share } from './recipe.js';

/** A dataset of the recipe, and what each set takes of it. */
export interface Source {
  readonly path: string;
  readonly candidates: readonly Candidate[];
  readonly shares: Readonly<Partial<Record<SetName, Share['items']>>>;
}

export type ChosenSets = Readonly<Record<SetName, readonly Candidate[]>>;

/**
 * Train is drawn first, then validation, then test; a picture that one set has is left out of the next.
 * @throws MaestroError INVALID_INPUT when a source has too few rows
 */
export function chooseFrom({ path, candidates, shares }: Source, seed: number): ChosenSets {
  const order = shuffled(candidates, seed);
  const taken = new Set<string>();
  const sets: Record<SetName, readonly Candidate[]> = { train: [], validation: [], test: [] };
  for (const set of SETS) {
    const wanted = shares[set];
    if (wanted === undefined) continue;
    const free = order.filter((each) => !taken.has(drawKey(each)));
    if (wanted !== 'all' && free.length < wanted) {
      throw new MaestroError(
        'INVALID_INPUT',
        `${path} has ${free.length} usable rows left for ${set}, and the recipe wants ${wanted}: ask for fewer, or for "all".`,
      );
    }
    sets[set] = wanted === 'all' ? free : free.slice(0, wanted);
    for (const each of sets[set]) taken.add(drawKey(each));
  }
  return sets;
}

const SHOWN = 10;

/** @throws MaestroError INVALID_INPUT naming both rows of each leak, at most ten */
export function refuseLeaks({ train, test }: Pick<ChosenSets, 'train' | 'test'>): void {
  const [byImage, byQuestion] = [new Map<string, Candidate>(), new Map<string, Candidate>()];
  for (const each of train) {
    for (const image of each.images) byImage.set(image, each);
    byQuestion.set(each.question, each);
  }
  const leaks = test.flatMap((each) => {
    const image = each.images.find((hash) => byImage.has(hash));
    const other = image === undefined ? byQuestion.get(each.question) : byImage.get(image);
    if (other === undefined) return [];
    const what = image === undefined ? 'the same question' : `the same picture (${image.slice(0, 12)})`;
    return [`${what}: train has ${other.place}, test has ${each.place}`];
  });
  if (leaks.length === 0) return;
  const more = leaks.length > SHOWN ? [`and ${leaks.length - SHOWN} more`] : [];
  throw new MaestroError(
    'INVALID_INPUT',
    `${leaks.length} ${leaks.length === 1 ? 'row of test stands' : 'rows of test stand'} in train as well, nothing was written:\n` +
      [...leaks.slice(0, SHOWN), ...more].map((line) => `  ${line}`).join('\n'),
  );
}

/** @throws MaestroError INVALID_INPUT naming both rows: results are told apart by the ids of tasks */
export function refuseSameIds(sets: ChosenSets): void {
  const places = new Map<string, string>();
  for (const each of SETS.flatMap((set) => sets[set])) {
    const earlier = places.get(each.id);
    if (earlier !== undefined) {
      throw new MaestroError(
        'INVALID_INPUT',
        `Two rows have the id "${each.id}": ${earlier} and ${each.place}. Give one of the adapters another task.id.`,
      );
    }
    places.set(each.id, each.place);
  }
}

/** @module The samples of one question: which are done, which number comes next. */
import type { RolloutInput } from '../../domain/task.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import { rolloutId } from '../rollout/rollout-id.js';

/** More samples of a question than this belong into an evaluation. */
const MAX_SAMPLES = 200;

export interface Samples {
  readonly idOf: (sample: number) => string;
  /** The latest one that ended in an answer. */
  readonly answered: RolloutRecord | undefined;
  /** The first number without a record. */
  readonly next: number;
}

/** @param images content hashes @param registry hash of the registry: another registry makes another rollout */
export async function samplesOf(
  input: RolloutInput,
  images: readonly string[],
  registry: string,
  results: ResultStore,
): Promise<Samples> {
  const idOf = (sample: number): string => rolloutId({ ...input, sample }, { prefix: 'ask', images, registry });
  const ids = Array.from({ length: MAX_SAMPLES }, (_, sample) => idOf(sample));
  const rows = new Map((await results.listRollouts({ ids })).map((row) => [row.id, row]));
  const known = ids.map((id) => rows.get(id));
  const answered = known.findLast((row) => row?.outcome === 'answered');
  return {
    idOf,
    answered: answered === undefined ? undefined : await results.getRollout(answered.id),
    next: known.findLastIndex((row) => row !== undefined) + 1,
  };
}

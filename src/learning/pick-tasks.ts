/** @module Which tasks a step of training looks at: families in turn, each shuffled anew for every pass, by seed. */
import { MaestroError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';

export interface TaskFamily<T> {
  readonly family: string;
  readonly tasks: readonly T[];
}

/**
 * A pure function of run and step: nothing has to be remembered between steps.
 * @param count tasks of a step
 * @throws MaestroError INVALID_INPUT for no family, or for an empty one
 */
export function pickTasks<T>(
  families: readonly TaskFamily<T>[],
  run: string,
  step: number,
  count: number,
): readonly T[] {
  const empty = families.find(({ tasks }) => tasks.length === 0);
  if (empty !== undefined || families.length === 0)
    throw new MaestroError(
      'INVALID_INPUT',
      `There is nothing to train on: ${empty === undefined ? 'no family' : `the family "${empty.family}" has no task`}. ` +
        'Name another suite or seed, or leave the family out.',
    );
  return Array.from({ length: count }, (_, offset) => {
    const place = step * count + offset;
    const { family, tasks } = at(families, place);
    const turn = Math.floor(place / families.length);
    const pass = Math.floor(turn / tasks.length);
    return at(seededRandom('pick-tasks', run, family, pass).shuffle(tasks), turn);
  });
}

function at<T>(items: readonly T[], place: number): T {
  const item = items[place % items.length];
  if (item === undefined) throw new MaestroError('INTERNAL', 'A list that was seen to have items has none.');
  return item;
}

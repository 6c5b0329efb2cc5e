import { expect, test } from '@jest/globals';
import { MaestroError } from '../../src/domain/errors.js';
import { Batcher } from '../../src/store/batcher.js';

/** Doubles numbers; every call is noted; what `fault` says of an item is thrown. */
function doubling(fault: (item: number) => Error | undefined = () => undefined) {
  const calls: number[][] = [];
  const batcher = new Batcher(async (items: readonly number[]) => {
    calls.push([...items]);
    await Promise.resolve();
    const error = items.map(fault).find((one) => one !== undefined);
    if (error !== undefined) throw error;
    return items.map((item) => ({ twice: item * 2 }));
  });
  return { calls, batcher };
}

test('what arrives in one turn of the event loop is written together, each caller gets its own result', async () => {
  const { calls, batcher } = doubling();
  expect(await Promise.all([1, 2, 3].map((item) => batcher.add(item)))).toEqual([
    { twice: 2 },
    { twice: 4 },
    { twice: 6 },
  ]);
  expect(await batcher.add(4)).toEqual({ twice: 8 });
  expect(calls).toEqual([[1, 2, 3], [4]]);
});

test('what arrives while a batch is being written makes the next one', async () => {
  const { calls, batcher } = doubling();
  const first = batcher.add(1);
  const second = new Promise((resolve) => setImmediate(() => resolve(batcher.add(2))));
  expect(await Promise.all([first, second])).toEqual([{ twice: 2 }, { twice: 4 }]);
  expect(calls).toEqual([[1], [2]]);
});

test('a faulty item fails alone', async () => {
  const { batcher } = doubling((item) => (item === 2 ? new MaestroError('INTERNAL', 'odd') : undefined));
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results).toEqual([
    { status: 'fulfilled', value: { twice: 2 } },
    { status: 'rejected', reason: expect.objectContaining({ message: 'odd' }) },
    { status: 'fulfilled', value: { twice: 6 } },
  ]);
});

test('when the store is not usable all fail at once, without a try for each', async () => {
  const { calls, batcher } = doubling(() => new MaestroError('STORE_UNAVAILABLE', 'full'));
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(calls).toHaveLength(1);
  await expect(batcher.add(4)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

/** @module The registry of a running process follows its files. */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LiveRegistry, type LiveState } from '../../src/registry/live-registry.js';
import { until } from '../chaos/support/until.js';
import { SOUND, withFolder } from './fixture.js';

/** Runs with a watched registry; `states` grows with each that is applied. */
async function watched(
  run: (parts: { root: string; live: LiveRegistry; states: LiveState[]; faults: unknown[] }) => Promise<void>,
  apply: (state: LiveState) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await withFolder(SOUND, async (root) => {
    const live = await LiveRegistry.open({ roots: [root], env: {} });
    const states: LiveState[] = [];
    const faults: unknown[] = [];
    const stop = new AbortController();
    const follow = async (state: LiveState): Promise<void> => {
      await apply(state);
      if (states.at(-1) !== state) states.push(state);
    };
    const watching = live.watch(follow, (error) => faults.push(error), stop.signal);
    try {
      await run({ root, live, states, faults });
    } finally {
      stop.abort();
      await watching;
    }
  });
}

/** In one step: a look at the file between two would be at none. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const next = join(tmpdir(), `maestro-edit-${process.pid}`);
  await writeFile(next, (await readFile(file, 'utf8')).replace(from, to));
  await rename(next, file);
}
const concurrencyOf = ({ snapshot }: LiveState): number | undefined => snapshot.models[0]?.concurrency;

describe('a watched registry', () => {
  test('takes an edit up, and tells it', async () => {
    await watched(async ({ root, live, states }) => {
      const first = live.state.snapshot;
      expect(await live.current()).toBe(first);
      await edit(join(root, 'models.yaml'), 'concurrency: 2', 'concurrency: 7');
      await until('the edit is applied', () => states.length === 2);
      expect(states.map(concurrencyOf)).toEqual([2, 7]);
      expect(await live.current()).toBe(live.state.snapshot);
      expect(live.state.snapshot).not.toBe(first);
    });
  });

  test('refuses a broken edit with every fault, keeps what was good, and takes the repair', async () => {
    await watched(async ({ root, live, states }) => {
      const good = live.state.snapshot;
      const file = join(root, 'models.yaml');
      await edit(file, 'concurrency: 2', 'concurrency: none');
      await appendFile(join(root, 'skills/talking/SKILL.md'), '');
      await until('the edit is refused', () => states.length === 2);
      expect(states[1]?.refused?.reason).toMatch(
        /a fault:\n.*models\.yaml:11: models\[0\]\.concurrency: has the wrong/,
      );
      expect(await live.current()).toBe(good);
      await edit(file, 'concurrency: none', 'concurrency: 3');
      await until('the repair is applied', () => states.length === 3);
      expect([states[2]?.refused, states.map(concurrencyOf)]).toEqual([undefined, [2, 2, 3]]);
    });
  });

  test('that cannot be applied is applied again at the next look', async () => {
    let failures = 2;
    await watched(
      async ({ states, faults }) => {
        await until('it is applied', () => states.length === 1);
        expect(faults).toEqual([new Error('not now'), new Error('not now')]);
      },
      () => (failures-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve()),
    );
  });
});

test('a new rollout sees an edit that no watcher has met yet', async () => {
  await withFolder(SOUND, async (root) => {
    const live = await LiveRegistry.open({ roots: [root], env: {} });
    await edit(join(root, 'models.yaml'), 'concurrency: 2', 'concurrency: 5');
    const seen = await until('it is looked at again', async () => {
      const snapshot = await live.current();
      return snapshot.models[0]?.concurrency === 5 ? snapshot : undefined;
    });
    const [one, two] = await Promise.all([live.current(), live.current()]);
    expect([one, two]).toEqual([seen, seen]);
  });
});

test('a registry that is broken from the start is told so', async () => {
  await withFolder({ 'models.yaml': 'version: 1\nmodels: [' }, async (root) => {
    await expect(LiveRegistry.open({ roots: [root], env: {} })).rejects.toMatchObject({ code: 'INVALID_REGISTRY' });
  });
});

/** The arms of an ablation: what each leaves to the policy. */
import { describe, expect, test } from '@jest/globals';
import { callablePairs } from '../../src/domain/registry.js';
import { ablationPlan, FULL } from '../../src/cli/report/ablation-arms.js';
import { loadRegistry } from '../../src/registry/load.js';
import { SHIPPED_REGISTRY } from '../../src/settings.js';
import { thrownBy } from '../support/thrown.js';

const options = { model: undefined, sizes: [2, 4, 6, 8], subsets: 2, seed: 0 };

const shipped = () => loadRegistry({ roots: [SHIPPED_REGISTRY], env: {} });

describe('of the shipped registry with local engines', () => {
  test('are the full one, one model, and nested random subsets of the skills', async () => {
    const snapshot = await shipped();
    const skills = new Set(callablePairs(snapshot).map(({ skill }) => skill.id));
    const { arms, left_out } = ablationPlan(snapshot, options);
    const sizes = options.sizes.filter((size) => size < skills.size);
    expect(arms.map(({ id }) => id)).toEqual([
      ...['full', 'no-pool'],
      ...sizes.flatMap((size) => [`skills-${size}-1`, `skills-${size}-2`]),
    ]);
    expect(arms[0]).toEqual({ id: 'full', label: FULL, skills: {} });
    expect(arms[1]?.label).toBe('no model pool (Raster only)');
    expect(left_out[0]).toMatch(/^no skills: no model that can be called now/);
    const kept = arms.map((arm) => [...new Set(Object.values(arm.skills).flat())].sort());
    for (const [index, size] of sizes.entries()) {
      for (const subset of [0, 1]) {
        const own = kept[2 + 2 * index + subset] ?? [];
        expect(own).toHaveLength(size);
        if (index > 0) expect(own).toEqual(expect.arrayContaining(kept[2 * index + subset] ?? ['none']));
      }
    }
    expect(ablationPlan(snapshot, options)).toEqual({ arms, left_out });
  });

  test('keep every model as a service: only its skills are taken', async () => {
    const snapshot = await shipped();
    const models = [...new Set(callablePairs(snapshot).map(({ model }) => model.id))].sort();
    for (const arm of ablationPlan(snapshot, options).arms.slice(1)) {
      expect(Object.keys(arm.skills).sort()).toEqual(models);
      for (const [model, kept] of Object.entries(arm.skills)) {
        const had = snapshot.models.find(({ id }) => id === model)?.skills ?? [];
        expect(had).toEqual(expect.arrayContaining([...kept]));
      }
    }
  });

  test('take the model that is named, by any of its names', async () => {
    const snapshot = await shipped();
    const named = ablationPlan(snapshot, { ...options, model: 'chart_reader' });
    expect(named.arms[1]?.label).toBe('no model pool (Chart-Reader only)');
    expect(thrownBy(() => ablationPlan(snapshot, { ...options, model: 'Rastr' })).message).toContain('Nearest: Raster');
  });
});

/** @module Pins a training run: its tasks by family, its probes, its validation and its settings, as documents of the results database. */
import { MaestroError } from '../../domain/errors.js';
import { DEFAULT_DATA_SOURCE, type Task } from '../../domain/task.js';
import { kindOf } from '../../learning/learn-task.js';
import { hashJson } from '../../store/hash.js';
import { putJson } from '../../store/json-blobs.js';
import type { ContentStore } from '../../store/blob-store.js';
import { storeBatch, type PinnedTask } from '../batch/store-batch.js';
import type { BatchOfRun, FamilyRef, TrainingSpec } from './run-contract.js';
import { parseTrainingSpec } from './spec-schema.js';

export interface TrainingTasks {
  readonly train: AsyncIterable<PinnedTask>;
  readonly probe: AsyncIterable<PinnedTask>;
  readonly validation: AsyncIterable<PinnedTask>;
}

export interface TrainingConditions extends Omit<TrainingSpec, 'version' | 'families' | 'probe' | 'validation'> {
  /** Pairs that are probed; empty: none, and the policy knows no records. */
  readonly pairs: readonly string[];
  readonly cache: boolean;
}

export interface PinnedTraining {
  /** `<suites>-train-<10 digits of the spec>`, or `-collect-`: the id of the run. */
  readonly run: string;
  /** SHA-256 of the spec's document. */
  readonly spec: string;
  readonly tasks: number;
  readonly families: number;
}

/**
 * The same tasks and settings are the same run.
 * @throws MaestroError INVALID_INPUT for settings that can't be, no task to train on, or two of one id; as the store
 */
export async function storeTraining(
  documents: ContentStore,
  { pairs, cache, ...conditions }: TrainingConditions,
  tasks: TrainingTasks,
): Promise<PinnedTraining> {
  const { suites, seed, settings, registry, onOutage, reward, collect } = conditions;
  const { families, fingerprint } = await storeFamilies(documents, tasks.train);
  const name = suites.join(' ');
  const batch = async (
    kind: string,
    policies: readonly string[],
    calls: number,
    of: AsyncIterable<PinnedTask>,
  ): Promise<BatchOfRun> => {
    const limits = { max_calls: calls, max_seconds: settings.rolloutSeconds };
    // What pairs can do is a matter of the registry that they are in.
    const suite = `${name} ${kind} ${registry.slice(0, 8)}`.slice(-100);
    const { batch: id, spec } = await storeBatch(documents, of, {
      ...{ suite, policies, samples: 1, seed, limits, onOutage, cache, reward },
      ...{ dataset: null, prompt: null, check: null },
    });
    return { batch: id, spec };
  };
  const probes = pairs.map((pair) => `fixed:${pair}`);
  const probe = probes.length === 0 ? null : await batch('probe', probes, 1, tasks.probe);
  const validates = settings.validateEvery > 0 && collect === undefined;
  const validation = !validates ? null : await batch('validation', ['learned'], settings.maxCalls, tasks.validation);
  const spec: TrainingSpec = { version: 1, ...conditions, families, probe, validation: validation?.spec ?? null };
  parseTrainingSpec(spec);
  const { sha256 } = await putJson(documents, spec);
  // Where an image lies does not matter, only what it shows.
  const batches = { probe: probe?.batch ?? null, validation: validation?.batch ?? null };
  const identity = hashJson({ ...spec, ...batches, families: fingerprint });
  return {
    run: `${name.replace(/[^A-Za-z0-9._]+/g, '-').slice(0, 40)}-${collect === undefined ? 'train' : 'collect'}-${identity.slice(0, 10)}`,
    spec: sha256,
    tasks: families.reduce((sum, family) => sum + family.tasks, 0),
    families: families.length,
  };
}

async function storeFamilies(
  documents: ContentStore,
  tasks: AsyncIterable<PinnedTask>,
): Promise<{ readonly families: readonly FamilyRef[]; readonly fingerprint: string }> {
  const lists = new Map<string, Task[]>();
  const ids = new Set<string>();
  const identities: string[] = [];
  for await (const { task, images } of tasks) {
    if (ids.has(task.id))
      throw new MaestroError('INVALID_INPUT', `Two tasks have the id "${task.id}": make ids unique.`);
    ids.add(task.id);
    identities.push(hashJson({ ...task, images }));
    const family = kindOf({ family: task.family ?? '', dataSource: task.data_source ?? DEFAULT_DATA_SOURCE });
    lists.set(family, [...(lists.get(family) ?? []), task]);
  }
  const sorted = [...lists].sort(([a], [b]) => (a < b ? -1 : 1));
  const families: FamilyRef[] = [];
  for (const [family, list] of sorted) {
    const { sha256 } = await putJson(documents, list);
    families.push({ family, sha256, tasks: list.length });
  }
  return { families, fingerprint: hashJson(identities) };
}

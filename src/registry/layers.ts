/** @module Layers are merged entry by entry, later ones over earlier ones. */
import type { Model, ServiceKind, Solver } from '../domain/registry.js';
import type { Fault, FieldPath, Located } from '../skills/fault.js';
import { touches } from '../skills/salvage.js';
import { parseSkillFolder, type ParsedSkill, type SkillFolder } from '../skills/skill-folder.js';
import type { Environment } from './environment.js';
import { toEntry, type ModelEntry, type ModelPart, type WrittenModel } from './models-file.js';
import type { Layer } from './read-layer.js';
import { toService, type ServiceEntry, type WrittenService } from './services-file.js';

type Named = { readonly id: string; readonly aliases: readonly string[] };

/** All layers in one. Names that are declared but broken are kept apart, so that references to them are no second fault. */
export interface Parts {
  readonly models: readonly ModelPart[];
  readonly services: readonly ServiceEntry[];
  readonly skills: readonly ParsedSkill[];
  /** Of those skills, and of those whose card can't be read. */
  readonly solvers: readonly Located<Solver>[];
  /** What a user took out: references to it are left out as well, where that can be. */
  readonly switchedOff: {
    readonly models: readonly Model[];
    readonly services: readonly ServiceKind[];
    readonly skills: readonly Named[];
  };
  /** By the id of a model: the skills that any layer pairs it with. A later one may have taken some away. */
  readonly everPaired: ReadonlyMap<string, readonly string[]>;
  readonly broken: {
    readonly models: readonly Named[];
    readonly modelsFile: boolean;
    readonly servicesFile: boolean;
    readonly services: readonly ServiceKind[];
    readonly skills: readonly Named[];
  };
}

/** Later layers change models by id, services by kind and skills by folder name. Faults are collected. */
export function mergeLayers(layers: readonly Layer[], env: Environment, faults: Fault[]): Parts {
  const models = mergeModels(layers, env, faults);
  const services = grouped(
    layers.flatMap((layer) => layer.services),
    (entry: WrittenService) => entry.kind,
  );
  const folders = grouped(
    layers.flatMap((layer) => layer.skills),
    (folder: SkillFolder) => folder.name,
  );
  const served = [...services].map(([kind, written]) => ({ kind, service: toService(written, faults) }));
  const skills = [...folders.values()].map((written) => parseSkillFolder(written, faults));
  const parsed = skills.flatMap(({ skill }) => skill ?? []);
  return {
    models: models.flatMap(({ state, model }) => (state === 'on' && model !== undefined ? [model] : [])),
    services: served.flatMap(({ service }) => (service?.enabled === true ? [service] : [])),
    skills: parsed.filter((skill) => skill.enabled),
    solvers: skills.flatMap(({ skill, solvers }) => (skill?.enabled === false ? [] : solvers)),
    switchedOff: {
      models: models.flatMap(({ state, model }) => (state === 'off' && model !== undefined ? [model.value] : [])),
      services: served.flatMap(({ kind, service }) => (service?.enabled === false ? [kind] : [])),
      skills: parsed.filter((skill) => !skill.enabled).map((skill) => skill.value),
    },
    everPaired: everPaired(layers),
    broken: {
      models: models.filter(({ model }) => model === undefined || hasBrokenName(model)),
      modelsFile: layers.some((layer) => layer.lost.models),
      servicesFile: layers.some((layer) => layer.lost.services),
      services: served.flatMap(({ kind, service }) => (service === undefined ? [kind] : [])),
      skills: skills.flatMap(({ skill, names }) => (skill === undefined || hasBrokenName(skill) ? [names] : [])),
    },
  };
}

/** What it is called in the file is not what it is called here. */
function hasBrokenName({ atFault }: { readonly atFault: readonly FieldPath[] }): boolean {
  return ['id', 'name', 'aliases'].some((field) => touches(atFault, [field]));
}

function everPaired(layers: readonly Layer[]): ReadonlyMap<string, readonly string[]> {
  const written = grouped(
    layers.flatMap(({ models }) => models),
    ({ id }) => id,
  );
  const namesIn = ({ value: { skills } }: WrittenModel): readonly string[] =>
    Array.isArray(skills) ? skills.filter((name): name is string => typeof name === 'string') : [];
  return new Map([...written].map(([id, entries]) => [id, entries.flatMap(namesIn)]));
}

function mergeModels(layers: readonly Layer[], env: Environment, faults: Fault[]): readonly ModelEntry[] {
  const earlier = new Map<WrittenModel, readonly string[]>();
  const known: string[] = [];
  for (const { models } of layers) {
    for (const entry of models) earlier.set(entry, [...known]);
    known.push(...models.map((entry) => entry.id));
  }
  const nameless = [...earlier.keys()].filter((entry) => entry.id === '');
  const named = grouped(
    [...earlier.keys()].filter((entry) => entry.id !== ''),
    (entry) => entry.id,
  );
  const groups: (readonly [WrittenModel, ...WrittenModel[]])[] = [...named.values()];
  return [...groups, ...nameless.map((entry) => [entry] as const)].map((written) =>
    toEntry(written, earlier.get(written[0]) ?? [], env, faults),
  );
}

/** By key, in the order in which keys first come. */
function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

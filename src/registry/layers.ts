/** @module A layer is what one registry root declares; layers are merged entry by entry, later ones over earlier ones. */
import { basename } from 'node:path';
import type { Model, Service } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { parseSkillFolder, type ParsedSkill } from '../skills/skill-folder.js';
import type { Environment } from './environment.js';
import { listRoot, readText } from './files.js';
import { parseModelsFile, type ModelEntry } from './models-file.js';
import { parseServicesFile } from './services-file.js';

/** What one root declares. Undefined: the file, or the skill, is there but can't be read. */
export interface Layer {
  readonly models: readonly ModelEntry[] | undefined;
  readonly services: readonly Located<Service>[] | undefined;
  readonly skills: ReadonlyMap<string, ParsedSkill | undefined>;
}

type Named = { readonly id: string; readonly aliases: readonly string[] };

/** All layers in one. Names that are declared but broken are kept apart, so that references to them are no second fault. */
export interface Parts {
  readonly models: readonly Located<Model>[];
  readonly services: readonly Located<Service>[];
  readonly skills: readonly ParsedSkill[];
  /** Models that a user took out: others may still name them as fallbacks. */
  readonly switchedOff: readonly Named[];
  readonly broken: {
    readonly models: readonly Named[];
    readonly modelsFile: boolean;
    readonly servicesFile: boolean;
    readonly skills: readonly Named[];
  };
}

/** Reads one root. Faults are collected. */
export async function readLayer(root: string, env: Environment, faults: Fault[]): Promise<Layer> {
  const listing = await listRoot(root, faults);
  const skills = new Map<string, ParsedSkill | undefined>();
  for (const folder of listing.skills) {
    const texts = await Promise.all(folder.files.map((file) => readText(file, faults)));
    const files = texts.filter((text) => text !== undefined).map((text) => ({ ...text, name: basename(text.file) }));
    skills.set(folder.name, parseSkillFolder({ ...folder, files }, faults));
  }
  return {
    models: await readOptional(listing.models, (text) => readModels(text, env, faults), faults),
    services: await readOptional(listing.services, (text) => parseServicesFile(text, faults), faults),
    skills,
  };
}

async function readOptional<T>(
  file: string | undefined,
  parse: (text: TextFile) => readonly T[] | undefined,
  faults: Fault[],
): Promise<readonly T[] | undefined> {
  if (file === undefined) return [];
  const text = await readText(file, faults);
  return text && parse(text);
}

/** The entries of one file; of two with one id the first is kept. */
function readModels(text: TextFile, env: Environment, faults: Fault[]): readonly ModelEntry[] | undefined {
  const seen = new Set<string>();
  return parseModelsFile(text, env, faults)?.filter((entry) => {
    const repeated = entry.id !== '' && seen.has(entry.id);
    seen.add(entry.id);
    if (repeated) {
      faults.push(
        faultAt(entry.source, [...entry.path, 'id'], `"${entry.id}" is declared twice in this file, keep one`),
      );
    }
    return !repeated;
  });
}

/** Later layers replace models by id, services by kind and skills by folder name. Fault: an entry that removes nothing. */
export function mergeLayers(layers: readonly Layer[], faults: Fault[]): Parts {
  const models = new Map<string, ModelEntry>();
  const services = new Map<string, Located<Service>>();
  const skills = new Map<string, ParsedSkill | undefined>();
  for (const layer of layers) {
    for (const entry of layer.models ?? []) {
      if (entry.state === 'removed' && !models.has(entry.id)) {
        faults.push(
          faultAt(entry.source, [...entry.path, 'id'], `"${entry.id}" is in no earlier root, correct the id`),
        );
      }
      const aliases = entry.state === 'removed' ? (models.get(entry.id)?.aliases ?? []) : entry.aliases;
      models.set(entry.id, { ...entry, aliases });
    }
    for (const service of layer.services ?? []) services.set(service.value.kind, service);
    for (const [name, skill] of layer.skills) skills.set(name, skill);
  }
  return {
    models: [...models.values()].flatMap(({ value, source, path }) =>
      value === undefined ? [] : [{ value, source, path }],
    ),
    services: [...services.values()],
    skills: [...skills.values()].filter((skill) => skill !== undefined),
    switchedOff: [...models.values()].filter((entry) => entry.state === 'off' || entry.state === 'removed'),
    broken: {
      models: [...models.values()].filter((entry) => entry.state === 'broken'),
      modelsFile: layers.some((layer) => layer.models === undefined),
      servicesFile: layers.some((layer) => layer.services === undefined),
      skills: [...skills].filter(([, skill]) => skill === undefined).map(([id]) => ({ id, aliases: [] })),
    },
  };
}

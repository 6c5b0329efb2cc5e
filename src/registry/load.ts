/** @module Loads registry folders into one validated snapshot, or says everything that is wrong with them at once. */
import { MaestroError } from '../domain/errors.js';
import { findByName, type Model, type RegistrySnapshot, type Router } from '../domain/registry.js';
import { formatFault, type Fault } from '../skills/fault.js';
import { withholdSecrets } from '../skills/secrets.js';
import { crossCheck } from './cross-check.js';
import type { Environment } from './environment.js';
import { mergeLayers } from './layers.js';
import { readLayer, type Layer } from './read-layer.js';

export interface LoadOptions {
  /**
   * Folders with models.yaml, services.yaml and skills/, each of them optional in each folder; or YAML files with `models` and
   * `services`. A model (by id), service (by kind) or skill (by folder name) of a later root changes what it names of that of
   * an earlier one, or takes it out with `enabled: false`.
   */
  readonly roots: readonly string[];
  /** Where `${NAME}` and keys are looked up; of keys only whether they are set. */
  readonly env: Environment;
}

/**
 * Reads and validates a registry. Models whose address or key is not set are part of it, as unavailable with the reason;
 * models with `enabled: false` are not.
 * @throws MaestroError INVALID_REGISTRY listing every fault as `file:line: field: what, what to do`, and as objects in `data.faults`.
 */
export async function loadRegistry({ roots, env }: LoadOptions): Promise<RegistrySnapshot> {
  const faults: Fault[] = [];
  const layers: Layer[] = [];
  for (const root of roots) layers.push(await readLayer(root, faults));
  const parts = mergeLayers(layers, env, faults);
  for (const layer of layers) layer.checkSecrets(faults);
  if (faults.length === 0 && parts.models.length === 0) {
    faults.push({ file: roots.join(', '), line: 1, field: '(file)', message: 'declares no model, add a models.yaml' });
  }
  faults.push(...crossCheck(parts));
  if (faults.length > 0) throw invalid(faults);

  const models = parts.models.map((model) => model.value);
  const skills = parts.skills.map((skill) => skill.value);
  // What is switched off keeps its name where it is missed.
  const named = [...models, ...parts.switchedOff.models];
  return {
    version: 1,
    models: models.map((model) => ({
      ...model,
      // What is switched off is left out; what is unknown was a fault.
      fallbacks: model.fallbacks.flatMap((name) => findByName(models, name)?.id ?? []),
      skills: model.skills.flatMap((name) => findByName(skills, name)?.id ?? []),
    })),
    services: parts.services.map(({ value }) => ({
      ...value,
      model: idOf(named, value.model),
      ...(value.languages === undefined
        ? {}
        : { languages: mapValues(value.languages, (model) => idOf(named, model)) }),
    })),
    skills: skills.map((skill) => ({ ...skill, router: withModelId(skill.router, named) })),
  };
}

type Named = Pick<Model, 'id' | 'aliases'>;

function idOf(models: readonly Named[], name: string): string {
  return findByName(models, name)?.id ?? name;
}

function mapValues(record: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function withModelId(router: Router, models: readonly Named[]): Router {
  if (router.kind !== 'classify' || router.model === '') return router;
  return { ...router, model: idOf(models, router.model) };
}

function invalid(faults: readonly Fault[]): MaestroError {
  const told = [...faults]
    .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
    .map(({ file, line, field, message }) => ({ file, line, field, message: withholdSecrets(message) }));
  const count = told.length === 1 ? 'a fault' : `${told.length} faults`;
  const lines = told.map((fault) => `  ${formatFault(fault)}`);
  return new MaestroError('INVALID_REGISTRY', `The registry has ${count}:\n${lines.join('\n')}`, {
    data: { faults: told },
  });
}

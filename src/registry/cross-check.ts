/** @module Checks that span files: names are unique, and models, services, skills and steps fit together. */
import { engineDoes } from '../domain/engine-tasks.js';
import {
  findByName,
  normalizeName,
  roleOf,
  servingModel,
  type ServiceKind,
  type Skill,
  type Solver,
} from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import { duplicateNames } from '../skills/names.js';
import { touches } from '../skills/salvage.js';
import { serviceOfStep } from '../skills/step-schema.js';
import { checkModels, suggestions } from './check-models.js';
import type { Parts } from './layers.js';
import { isInDoubt } from './models-file.js';
import type { ServiceEntry } from './services-file.js';
import { checkUnrunnable } from './unrunnable.js';

/** All faults between the parts. */
export function crossCheck(parts: Parts): readonly Fault[] {
  return [
    ...duplicateNames(parts.models),
    ...duplicateNames(parts.skills),
    ...checkSolverNames(parts),
    ...checkModels(parts),
    ...parts.services.flatMap((service) => checkService(service, parts)),
    ...parts.skills.flatMap((skill) => checkRouter(skill, parts)),
    ...parts.solvers.flatMap((solver) => checkSolver(solver, parts)),
    ...checkUnrunnable(parts),
  ];
}

/** A policy may name a solver outright by its alias: so no alias may also be a skill's name, or another solver's alias. */
function checkSolverNames(parts: Parts): readonly Fault[] {
  const owners = new Map<string, string>();
  for (const { value } of parts.skills) {
    for (const name of [value.id, ...value.aliases]) owners.set(normalizeName(name), `the skill ${value.id}`);
  }
  return parts.skills.flatMap((skill) =>
    skill.solvers.flatMap(({ value, source, path }) =>
      value.aliases.flatMap((alias, index) => {
        const key = normalizeName(alias);
        const owner = owners.get(key);
        owners.set(key, owner ?? `the solver ${value.id} of ${skill.value.id}`);
        if (owner === undefined) return [];
        return [faultAt(source, [...path, 'aliases', index], `"${alias}" already names ${owner}, choose another`)];
      }),
    ),
  );
}

/** Of the service itself, and of each language that has one of its own. */
function checkService({ value, source, path, atFault }: ServiceEntry, parts: Parts): readonly Fault[] {
  const { model, languages = {} } = value;
  const named = [
    { name: model, field: ['model'] },
    ...Object.entries(languages).map(([language, name]) => ({ name, field: ['languages', language] })),
  ];
  return named
    .filter(({ field }) => !touches(atFault, field))
    .flatMap(({ name, field }) => {
      const message = faultOfServingModel(name, value.kind, parts);
      return message === undefined ? [] : [faultAt(source, [...path, ...field], message)];
    });
}

function faultOfServingModel(name: string, kind: ServiceKind, parts: Parts): string | undefined {
  const models = parts.models.map((model) => model.value);
  const found = findByName(models, name);
  if (found !== undefined && roleOf(found) === 'policy')
    return `names ${found.id}, which is a policy, name an expert or a service`;
  if (found !== undefined && !parts.models.some((part) => part.value === found && isInDoubt(part))) {
    if (kind === 'code' && found.provider === 'openai')
      return `names ${found.id}, which runs no programs, name a model with a sandbox (engine quickjs, python or command)`;
    if (kind !== 'code' && !found.modalities.includes('image'))
      return `names ${found.id}, which takes no images, name a model that does`;
  }
  // Of a service whose model is switched off whoever needs it is told that it can't be called.
  if (found !== undefined || isMissed(parts, name)) return undefined;
  return `names "${name}", which is no enabled model, use ${suggestions(models, name)}`;
}

/** Is a model known that is not among the enabled ones, or may it be in a file that can't be read? */
function isMissed({ broken, switchedOff }: Parts, name: string): boolean {
  return broken.modelsFile || findByName([...broken.models, ...switchedOff.models], name) !== undefined;
}

/** A router that asks a model needs one that can read. */
function checkRouter({ value: { router }, source }: Located<Skill>, parts: Parts): readonly Fault[] {
  if (router.kind !== 'classify' || router.model === '') return [];
  const models = parts.models.map((model) => model.value);
  const model = findByName(models, router.model);
  const at = ['router', 'model'];
  if (model === undefined) {
    if (isMissed(parts, router.model)) return [];
    const message = `names "${router.model}", which is no enabled model, use ${suggestions(models, router.model)}`;
    return [faultAt(source, at, message)];
  }
  if (model.provider === 'openai' && model.role !== 'policy') return [];
  return [faultAt(source, at, `names ${model.id}, which can't classify, name an endpoint that is no policy`)];
}

/** Steps that call a service need one, and its engine must know their task. */
function checkSolver({ value: solver, source }: Located<Solver>, parts: Parts): readonly Fault[] {
  const models = parts.models.map((model) => model.value);
  return solver.steps.flatMap((step, index) => {
    const kind = serviceOfStep(step.kind);
    if (kind === undefined) return [];
    const service = parts.services.find((candidate) => candidate.value.kind === kind);
    if (service === undefined) {
      const { broken, switchedOff } = parts;
      if (broken.servicesFile || broken.services.includes(kind) || switchedOff.services.includes(kind)) return [];
      return [faultAt(source, ['steps', index, 'kind'], `needs the service "${kind}", declare it in services.yaml`)];
    }
    const name = servingModel(service.value, step);
    if (name === undefined) {
      if (touches(service.atFault, ['languages'])) return [];
      const languages = Object.keys(service.value.languages ?? {}).join(', ');
      const fault = `is a language for which the service "${kind}" names no model, use one of ${languages}`;
      return [faultAt(source, ['steps', index, 'params', 'language'], fault)];
    }
    const model = findByName(models, name);
    if (model?.provider !== 'engine' || engineDoes(model.engine, step.task)) return [];
    if (parts.models.some((part) => part.value === model && isInDoubt(part))) return [];
    const message = `asks the service "${kind}" for "${step.task}", which engine ${model.engine} can't do, name another task`;
    return [faultAt(source, ['steps', index, 'task'], message)];
  });
}

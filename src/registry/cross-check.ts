/** @module Checks that span files: names are unique, and models, services, skills and steps fit together. */
import { engineDoes } from '../domain/engine-tasks.js';
import {
  findByName,
  normalizeName,
  roleOf,
  servingModel,
  type Service,
  type Skill,
  type Solver,
} from '../domain/registry.js';
import { faultAt, type Fault, type Located, type Place } from '../skills/fault.js';
import { duplicateNames } from '../skills/names.js';
import { serviceOfStep } from '../skills/step-schema.js';
import { checkModels, suggestions } from './check-models.js';
import type { Parts } from './layers.js';

/** All faults between the parts. */
export function crossCheck(parts: Parts): readonly Fault[] {
  return [
    ...duplicateNames(parts.models),
    ...duplicateNames(parts.skills),
    ...checkSolverNames(parts),
    ...checkModels(parts),
    ...parts.services.flatMap((service) => checkService(service, parts)),
    ...parts.skills.flatMap((skill) => checkRouter(skill, parts)),
    ...parts.skills.flatMap((skill) => skill.solvers.flatMap((solver) => checkSolver(solver, parts))),
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
function checkService({ value, source, path }: Located<Service>, parts: Parts): readonly Fault[] {
  const { model, languages = {} } = value;
  const named = [
    [model, 'model'],
    ...Object.entries(languages).map(([language, name]) => [name, 'languages', language]),
  ];
  return named.flatMap(([name = '', ...field]) =>
    checkServingModel(name, { source, path: [...path, ...field] }, parts),
  );
}

function checkServingModel(name: string, { source, path: at }: Place, parts: Parts): readonly Fault[] {
  const models = parts.models.map((model) => model.value);
  const found = findByName(models, name);
  if (found !== undefined && roleOf(found) === 'policy')
    return [faultAt(source, at, `names ${found.id}, which is a policy, name an expert or a service`)];
  if (found !== undefined) return [];
  if (parts.broken.modelsFile || findByName(parts.broken.models, name) !== undefined) return [];
  // The service can't be called then, and says so to whoever needs it.
  if (isSwitchedOff(parts, name)) return [];
  const message = `names "${name}", which is no enabled model, use ${suggestions(models, name)}`;
  return [faultAt(source, at, message)];
}

function isSwitchedOff({ switchedOff }: Parts, name: string): boolean {
  const off = switchedOff.models.map((entry) => entry.value);
  return findByName(off, name) !== undefined;
}

/** A router that asks a model needs one that can read. */
function checkRouter({ value: { router }, source }: Located<Skill>, parts: Parts): readonly Fault[] {
  if (router.kind !== 'classify' || router.model === '') return [];
  const models = parts.models.map((model) => model.value);
  const model = findByName(models, router.model);
  const at = ['router', 'model'];
  if (model === undefined) {
    if (parts.broken.modelsFile || findByName(parts.broken.models, router.model) !== undefined) return [];
    if (isSwitchedOff(parts, router.model)) return [];
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
      if (parts.broken.servicesFile || parts.switchedOff.services.includes(kind)) return [];
      return [faultAt(source, ['steps', index, 'kind'], `needs the service "${kind}", declare it in services.yaml`)];
    }
    const name = servingModel(service.value, step);
    if (name === undefined) {
      const languages = Object.keys(service.value.languages ?? {}).join(', ');
      const fault = `is a language for which the service "${kind}" names no model, use one of ${languages}`;
      return [faultAt(source, ['steps', index, 'params', 'language'], fault)];
    }
    const model = findByName(models, name);
    if (model?.provider !== 'engine' || engineDoes(model.engine, step.task)) return [];
    const message = `asks the service "${kind}" for "${step.task}", which engine ${model.engine} can't do, name another task`;
    return [faultAt(source, ['steps', index, 'task'], message)];
  });
}

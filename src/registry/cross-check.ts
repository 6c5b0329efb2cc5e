/** @module Checks that span files: names are unique, and models, services, skills and steps fit together. */
import { engineDoes } from '../domain/engine-tasks.js';
import { findByName, roleOf, type Service, type Skill, type Solver } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import { duplicateNames } from '../skills/names.js';
import { serviceOfStep } from '../skills/step-schema.js';
import { checkModels, suggestions } from './check-models.js';
import type { Parts } from './layers.js';

/** All faults between the parts. */
export function crossCheck(parts: Parts): readonly Fault[] {
  return [
    ...duplicateNames(parts.models),
    ...duplicateNames(parts.skills),
    ...checkModels(parts),
    ...parts.services.flatMap((service) => checkService(service, parts)),
    ...parts.skills.flatMap((skill) => checkRouter(skill, parts)),
    ...parts.skills.flatMap((skill) => skill.solvers.flatMap((solver) => checkSolver(solver, parts))),
  ];
}

function checkService({ value, source, path }: Located<Service>, parts: Parts): readonly Fault[] {
  const models = parts.models.map((model) => model.value);
  const found = findByName(models, value.model);
  const at = [...path, 'model'];
  if (found !== undefined && roleOf(found) === 'policy')
    return [faultAt(source, at, `names ${found.id}, which is a policy, name an expert or a service`)];
  if (found !== undefined) return [];
  if (parts.broken.modelsFile || findByName(parts.broken.models, value.model) !== undefined) return [];
  const message = `names "${value.model}", which is no enabled model, use ${suggestions(models, value.model)}`;
  return [faultAt(source, at, message)];
}

/** A router that asks a model needs one that can read. */
function checkRouter({ value: { router }, source }: Located<Skill>, parts: Parts): readonly Fault[] {
  if (router.kind !== 'classify' || router.model === '') return [];
  const models = parts.models.map((model) => model.value);
  const model = findByName(models, router.model);
  const at = ['router', 'model'];
  if (model === undefined) {
    if (parts.broken.modelsFile || findByName(parts.broken.models, router.model) !== undefined) return [];
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
      if (parts.broken.servicesFile) return [];
      return [faultAt(source, ['steps', index, 'kind'], `needs the service "${kind}", declare it in services.yaml`)];
    }
    const model = findByName(models, service.value.model);
    if (model?.provider !== 'engine' || engineDoes(model.engine, step.task)) return [];
    const message = `asks the service "${kind}" for "${step.task}", which engine ${model.engine} can't do, name another task`;
    return [faultAt(source, ['steps', index, 'task'], message)];
  });
}

/** @module Checks that span files: names are unique, and models, services, skills and steps fit together. */
import { allEngineTasks, engineDoes } from '../domain/engine-tasks.js';
import { findByName, nearestNames, type Model, type Service, type Skill, type Solver } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import { duplicateNames } from '../skills/names.js';
import { serviceOfStep } from '../skills/step-schema.js';
import type { Parts } from './layers.js';

/** All faults between the parts. */
export function crossCheck(parts: Parts): readonly Fault[] {
  return [
    ...duplicateNames(parts.models),
    ...duplicateNames(parts.skills),
    ...parts.models.flatMap((model) => checkModelSkills(model, parts)),
    ...parts.services.flatMap((service) => checkService(service, parts)),
    ...parts.skills.flatMap((skill) => skill.solvers.flatMap((solver) => checkSolver(solver, parts))),
  ];
}

function checkModelSkills({ value: model, source, path }: Located<Model>, parts: Parts): readonly Fault[] {
  const skills = parts.skills.map((skill) => skill.value);
  return model.skills.flatMap((name, index) => {
    const at = [...path, 'skills', index];
    const skill = findByName(skills, name);
    if (skill === undefined) {
      if (findByName(parts.broken.skills, name) !== undefined) return [];
      return [faultAt(source, at, `names the unknown skill "${name}", use ${suggestions(skills, name)}`)];
    }
    const reason = whyUnfit(model, skill);
    return reason === undefined ? [] : [faultAt(source, at, reason)];
  });
}

/** A model must take the images that a skill needs; a local engine must know the steps that call the model of the pair. */
function whyUnfit(model: Model, skill: Skill): string | undefined {
  if (skill.needsImage && !model.modalities.includes('image')) {
    return `can't be ${skill.id}: that skill needs images and this model takes none, remove the skill here`;
  }
  if (model.provider !== 'engine') return undefined;
  for (const solver of skill.solvers) {
    for (const step of solver.steps) {
      if (serviceOfStep(step.kind) !== undefined || engineDoes(model.engine, step.task)) continue;
      // A task of no engine at all is a fault of the solver, reported there.
      if (step.kind === 'solve' && !allEngineTasks().includes(step.task)) continue;
      const what = step.kind === 'solve' ? `the task "${step.task}"` : `steps of kind ${step.kind}`;
      return `can't be ${skill.id}: engine ${model.engine} can't do ${what} (solver ${solver.id}, step ${step.id}), remove the skill here`;
    }
  }
  return undefined;
}

function checkService({ value, source, path }: Located<Service>, parts: Parts): readonly Fault[] {
  const models = parts.models.map((model) => model.value);
  if (findByName(models, value.model) !== undefined) return [];
  if (parts.broken.modelsFile || findByName(parts.broken.models, value.model) !== undefined) return [];
  const message = `names "${value.model}", which is no enabled model, use ${suggestions(models, value.model)}`;
  return [faultAt(source, [...path, 'model'], message)];
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

function suggestions(entries: readonly (Model | Skill)[], name: string): string {
  const nearest = nearestNames(entries, name);
  return nearest.length === 0
    ? 'a declared one (there is none yet)'
    : `one that is declared, e.g. ${nearest.join(', ')}`;
}

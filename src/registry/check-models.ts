/** @module Checks between models, and of models against skills: pairs, stand-ins, ports. */
import { allEngineTasks } from '../domain/engine-tasks.js';
import { findByName, nearestNames, roleOf, type Model, type Skill } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import { canDo, canRun } from '../skills/runnable.js';
import type { Parts } from './layers.js';

/** All faults of the models' `skills`, `fallbacks` and `port`. */
export function checkModels(parts: Parts): readonly Fault[] {
  return [
    ...parts.models.flatMap((model) => checkSkills(model, parts)),
    ...parts.models.flatMap((model) => checkFallbacks(model, parts)),
    ...checkPorts(parts.models),
  ];
}

function checkSkills({ value: model, source, path }: Located<Model>, parts: Parts): readonly Fault[] {
  const skills = parts.skills.map((skill) => skill.value);
  return model.skills.flatMap((name, index) => {
    const at = [...path, 'skills', index];
    const skill = findByName(skills, name);
    if (skill === undefined) {
      if (findByName([...parts.broken.skills, ...parts.switchedOff.skills], name) !== undefined) return [];
      return [faultAt(source, at, `names the unknown skill "${name}", use ${suggestions(skills, name)}`)];
    }
    const reason = whyUnfit(model, skill);
    return reason === undefined ? [] : [faultAt(source, at, reason)];
  });
}

/** A model must take the images that a skill needs, and be able to run one of its solvers. */
function whyUnfit(model: Model, skill: Skill): string | undefined {
  if (skill.needsImage && !model.modalities.includes('image')) {
    return `can't be ${skill.id}: that skill needs images and this model takes none, remove the skill here`;
  }
  const reason = whyNoSolver(model, skill);
  if (reason !== undefined) return reason;
  if (model.provider === 'engine' && skill.router.kind === 'classify' && skill.router.model === '')
    return `can't be ${skill.id}: its router asks the model, and engine ${model.engine} can't classify, name a model in the router`;
  return undefined;
}

/** One solver that it can run is enough: the router leaves the others out. */
function whyNoSolver(model: Model, { id, solvers }: Skill): string | undefined {
  const [first] = solvers;
  if (first === undefined || solvers.some((solver) => canRun(model, solver))) return undefined;
  const step = first.steps.find((candidate) => !canDo(model, candidate));
  // A task of no engine at all is a fault of the solver, reported there.
  if (step === undefined || (step.kind === 'solve' && !allEngineTasks().includes(step.task))) return undefined;
  const what = step.kind === 'solve' ? `the task "${step.task}"` : `steps of kind ${step.kind}`;
  const who = model.provider === 'engine' ? `engine ${model.engine}` : 'an endpoint';
  const others = solvers.length > 1 ? ', and none of its other solvers either' : '';
  return `can't be ${id}: ${who} can't do ${what} (solver ${first.id}, step ${step.id})${others}, remove the skill here`;
}

function checkFallbacks({ value: model, source, path }: Located<Model>, parts: Parts): readonly Fault[] {
  const models = parts.models.map((entry) => entry.value);
  return model.fallbacks.flatMap((name, index) => {
    const at = [...path, 'fallbacks', index];
    const fallback = findByName(models, name);
    if (fallback === undefined) {
      const gone = [...parts.broken.models, ...parts.switchedOff.models.map((entry) => entry.value)];
      if (findByName(gone, name) !== undefined) return [];
      return [faultAt(source, at, `names the unknown model "${name}", use ${suggestions(models, name)}`)];
    }
    const loop = findLoop(models, model, fallback);
    if (loop !== undefined) return [faultAt(source, at, `closes the loop ${loop.join(' -> ')}, remove one of these`)];
    const reason = whyNoFallback(model, fallback);
    return reason === undefined ? [] : [faultAt(source, at, `${reason}, name another model`)];
  });
}

/** What answers in place of a model must understand what the model is asked. */
function whyNoFallback(model: Model, fallback: Model): string | undefined {
  if (roleOf(fallback) === 'policy') return `can't be ${fallback.id}, which is a policy and no expert`;
  const missing = model.modalities.find((modality) => !fallback.modalities.includes(modality));
  if (missing !== undefined) return `can't be ${fallback.id}, which takes no ${missing} as ${model.id} does`;
  if (fallback.provider === 'openai') return undefined;
  if (model.provider === 'engine' && model.engine === fallback.engine) return undefined;
  return `can't be ${fallback.id}, since engine ${fallback.engine} can't do what ${model.id} is asked for`;
}

/** The ids on the way from a model over its first fallback back to itself, if there is one. */
function findLoop(models: readonly Model[], start: Model, first: Model): readonly string[] | undefined {
  const visited = new Set<Model>();
  const walk = (model: Model, trail: readonly string[]): readonly string[] | undefined => {
    const here = [...trail, model.id];
    if (model === start) return here;
    if (visited.has(model)) return undefined;
    visited.add(model);
    for (const name of model.fallbacks) {
      const next = findByName(models, name);
      const loop = next === undefined ? undefined : walk(next, here);
      if (loop !== undefined) return loop;
    }
    return undefined;
  };
  return walk(first, [start.id]);
}

/** Two servers on one machine can't listen on one port. */
function checkPorts(models: readonly Located<Model>[]): readonly Fault[] {
  const owners = new Map<number, string>();
  return models.flatMap(({ value: model, source, path }) => {
    if (model.provider !== 'openai' || model.port === undefined) return [];
    const owner = owners.get(model.port);
    owners.set(model.port, owner ?? model.id);
    if (owner === undefined) return [];
    return [faultAt(source, [...path, 'port'], `${model.port} is the port of ${owner} already, choose another`)];
  });
}

/** How a name that is unknown may be repaired. */
export function suggestions(entries: readonly (Model | Skill)[], name: string): string {
  const nearest = nearestNames(entries, name);
  return nearest.length === 0
    ? 'a declared one (there is none yet)'
    : `one that is declared, e.g. ${nearest.join(', ')}`;
}

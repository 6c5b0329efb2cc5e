/** @module Checks between models, and of models against skills: pairs, stand-ins, ports. */
import { allEngineTasks } from '../domain/engine-tasks.js';
import { findByName, nearestNames, roleOf, type Model, type Skill } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import type { ParsedSkill } from '../skills/skill-folder.js';
import { canDo, canRun } from '../skills/runnable.js';
import { fallbackLoops } from './fallback-loops.js';
import type { Parts } from './layers.js';
import { isInDoubt, type ModelPart } from './models-file.js';

/** All faults of the models' `skills`, `fallbacks` and `port`. */
export function checkModels(parts: Parts): readonly Fault[] {
  return [
    ...parts.models.flatMap((model) => checkSkills(model, parts)),
    ...parts.models.flatMap((model) => checkFallbacks(model, parts)),
    ...fallbackLoops(parts.models),
    ...checkPorts(parts.models),
  ];
}

function checkSkills(part: ModelPart, parts: Parts): readonly Fault[] {
  const { value: model, source, path } = part;
  const skills = parts.skills.map((skill) => skill.value);
  const named = model.skills.map((name) => findByName(skills, name));
  return model.skills.flatMap((name, index) => {
    const at = [...path, 'skills', index];
    const skill = named[index];
    if (skill === undefined) {
      if (findByName([...parts.broken.skills, ...parts.switchedOff.skills], name) !== undefined) return [];
      return [faultAt(source, at, `names the unknown skill "${name}", use ${suggestions(skills, name)}`)];
    }
    if (named.indexOf(skill) < index && isOnly(skills, name))
      return [faultAt(source, at, `names ${skill.id} a second time, remove it`)];
    const parsed = parts.skills.find(({ value }) => value === skill);
    const reason = parsed === undefined || isInDoubt(part) ? undefined : whyUnfit(model, parsed);
    return reason === undefined ? [] : [faultAt(source, at, reason)];
  });
}

/** Whose name it is must be settled first: that two have it is a fault of its own. */
function isOnly(entries: readonly (Model | Skill)[], name: string): boolean {
  return entries.filter((entry) => findByName([entry], name) !== undefined).length === 1;
}

/** A model must take the images that a skill needs, and be able to run one of its solvers. */
function whyUnfit(model: Model, { value: skill, isWhole }: ParsedSkill): string | undefined {
  if (skill.needsImage && !model.modalities.includes('image')) {
    return `can't be ${skill.id}: that skill needs images and this model takes none, remove the skill here`;
  }
  const reason = isWhole ? whyNoSolver(model, skill) : undefined;
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

function checkFallbacks(part: ModelPart, parts: Parts): readonly Fault[] {
  const { value: model, source, path } = part;
  const models = parts.models.map((entry) => entry.value);
  const named = model.fallbacks.map((name) => findByName(models, name));
  return model.fallbacks.flatMap((name, index) => {
    const at = [...path, 'fallbacks', index];
    const fallback = named[index];
    if (fallback === undefined) {
      const gone = [...parts.broken.models, ...parts.switchedOff.models];
      if (parts.broken.modelsFile || findByName(gone, name) !== undefined) return [];
      return [faultAt(source, at, `names the unknown model "${name}", use ${suggestions(models, name)}`)];
    }
    if (fallback === model) return []; // a loop
    if (named.indexOf(fallback) < index && isOnly(models, name))
      return [faultAt(source, at, `names ${fallback.id} a second time, remove it`)];
    const other = parts.models.find(({ value }) => value === fallback);
    const inDoubt = [part, other].some((each) => each !== undefined && isInDoubt(each));
    const reason = inDoubt ? undefined : whyNoFallback(model, fallback);
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

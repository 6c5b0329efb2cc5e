/** @module Solvers that no model paired with their skill can run: they would never be chosen, and nobody would hear why. */
import { engineDoes } from '../domain/engine-tasks.js';
import { ENGINE_NAMES, findByName, type Model, type Skill, type Solver, type SolverStep } from '../domain/registry.js';
import { faultAt, type Fault } from '../skills/fault.js';
import { canDo, skillFor } from '../skills/runnable.js';
import type { ParsedSkill } from '../skills/skill-folder.js';
import type { Parts } from './layers.js';
import { isInDoubt } from './models-file.js';

/**
 * Models that are switched off, or lack an address or key, count: whoever misses them is told when they are called; and so do those
 * that a later layer took the skill from, as an ablation does. Nothing is said where models or the skill's files are at fault themselves, or where no model is paired with the skill.
 */
export function checkUnrunnable({ broken, everPaired, models, skills, switchedOff }: Parts): readonly Fault[] {
  if (broken.modelsFile || broken.models.length > 0 || models.some(isInDoubt)) return [];
  const all = [...models.map(({ value }) => value), ...switchedOff.models];
  const known = skills.map(({ value }) => value);
  // Each name is looked up once, not for each skill and model: that took a tenth of a second of every start.
  const named = new Map<string, Skill | undefined>();
  const skillOf = (name: string): Skill | undefined => {
    if (!named.has(name)) named.set(name, findByName(known, name));
    return named.get(name);
  };
  return skills.flatMap((skill) => {
    const isThis = (name: string): boolean => skillOf(name) === skill.value;
    if (!skill.isWhole || !all.some((model) => model.skills.some(isThis))) return [];
    const paired = all.filter((model) => [...model.skills, ...(everPaired.get(model.id) ?? [])].some(isThis));
    return faultsOf(skill, paired);
  });
}

function faultsOf({ value: skill, solvers }: ParsedSkill, paired: readonly Model[]): readonly Fault[] {
  return solvers
    .filter(({ value }) => !paired.some((model) => skillFor(skill, model).solvers.includes(value)))
    .flatMap(({ value, source }) => {
      const index = stepOfNobody(value, paired);
      const step = value.steps[index];
      if (step === undefined) return [];
      const field = step.kind === 'solve' ? 'task' : 'kind';
      return [faultAt(source, ['steps', index, field], adviceFor(step, skill))];
    });
}

/** The first step that none of the models does; where each step has one of its own, the first that is an engine's. */
function stepOfNobody({ steps }: Solver, paired: readonly Model[]): number {
  // An endpoint is given solvers without an engine's steps, where the skill has some.
  const does = (model: Model, step: SolverStep): boolean =>
    model.provider === 'openai' ? step.kind !== 'solve' : canDo(model, step);
  const index = steps.findIndex((step) => !paired.some((model) => does(model, step)));
  return index >= 0 ? index : steps.findIndex(({ kind }) => kind === 'solve');
}

function adviceFor({ kind, task }: SolverStep, { id }: Skill): string {
  const able = ENGINE_NAMES.filter((engine) => engineDoes(engine, task));
  const whom = kind === 'solve' ? `a model of engine ${able.join(' or ')}` : 'an endpoint';
  return `is for no model that is paired with ${id}, so that this solver is never run: pair ${whom} with ${id}, or remove the solver`;
}

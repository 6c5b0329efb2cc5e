/** @module A solver's calls for a task: its steps, expanded, each with the model that serves it. */
import {
  fallbacksOf,
  servingModel,
  type Model,
  type RegistrySnapshot,
  type Solver,
  type SolverStep,
} from '../domain/registry.js';
import { expandSolver, type StepSource } from '../skills/expand-solver.js';
import { serviceOfStep } from '../skills/step-schema.js';
import { renderTemplate } from '../skills/template.js';
import type { Work } from './work.js';

/** Calls of one turn. A task with so many images that a solver would make more is refused. */
const MAX_CALLS = 64;

export type SolverPlan =
  | { readonly kind: 'plan'; readonly works: readonly Work[] }
  | { readonly kind: 'refused'; readonly status: 'unavailable' | 'rejected'; readonly note: string };

/** Optional steps whose model can't be called are left out, also as sources of others; any other one refuses the solver. */
export function planSolver(snapshot: RegistrySnapshot, solver: Solver, pairModel: Model, images: number): SolverPlan {
  const works: Work[] = [];
  for (const expanded of expandSolver(solver, images)) {
    const { step } = expanded;
    const own = modelOfStep(snapshot, step, pairModel);
    const [model, ...fallbacks] = typeof own === 'string' ? [] : callable(snapshot, own);
    if (model !== undefined) {
      works.push({
        ...expanded,
        sources: plannedOnly(expanded.sources, works),
        model,
        fallbacks,
        prompt: (scope) => (step.template === '' ? scope.input : renderTemplate(step.template, scope)),
      });
    } else if (!step.optional) {
      const why = typeof own === 'string' ? own : `${own.id}: ${own.unavailable}`;
      return { kind: 'refused', status: 'unavailable', note: `${solver.id} needs ${why}.` };
    }
  }
  if (works.length > MAX_CALLS) {
    const note = `${solver.id} would make ${works.length} calls for ${images} images, at most ${MAX_CALLS} are allowed.`;
    return { kind: 'refused', status: 'rejected', note };
  }
  if (!works.some((work) => work.step.id === solver.output))
    return { kind: 'refused', status: 'rejected', note: `${solver.id} needs an image and the task has none.` };
  return { kind: 'plan', works };
}

/** The model, if it can be called now, and then those that may stand in for it. */
function callable(snapshot: RegistrySnapshot, model: Model): readonly Model[] {
  const fallbacks = fallbacksOf(snapshot, model);
  return model.unavailable === '' ? [model, ...fallbacks] : fallbacks;
}

/** Steps that others need and that are not in the plan have no result. */
function plannedOnly(sources: Work['sources'], works: readonly Work[]): Work['sources'] {
  const isPlanned = (id: string): boolean => works.some((work) => work.id === id);
  return Object.fromEntries(
    Object.entries(sources).map(([need, source]): [string, StepSource] => [
      need,
      { ...source, ids: source.ids.filter(isPlanned) },
    ]),
  );
}

/** Which model a step calls, the pair's own or the one behind the service that the step names; or what is missing. */
function modelOfStep(snapshot: RegistrySnapshot, step: SolverStep, pairModel: Model): Model | string {
  const service = serviceOfStep(step.kind);
  if (service === undefined) return pairModel;
  const entry = snapshot.services.find((candidate) => candidate.kind === service);
  const name = entry && servingModel(entry, step);
  if (name === undefined) return `the service "${step.kind}", which the registry lacks`;
  const model = snapshot.models.find(({ id }) => id === name);
  return model ?? `the service "${step.kind}", whose model ${name} is switched off`;
}

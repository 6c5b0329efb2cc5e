/** @module Which of a skill's solvers a model can run: a skill may have some for local engines beside others for chat models. */
import { engineDoes } from '../domain/engine-tasks.js';
import {
  normalizeName,
  type Model,
  type Router,
  type Skill,
  type Solver,
  type SolverStep,
} from '../domain/registry.js';
import { serviceOfStep } from './step-schema.js';

/** Can the model do what this step asks of the model of the pair? Steps that call a service ask nothing of it. */
export function canDo(model: Model, step: Pick<SolverStep, 'kind' | 'task'>): boolean {
  return model.provider === 'openai' || serviceOfStep(step.kind) !== undefined || engineDoes(model.engine, step.task);
}

export function canRun(model: Model, solver: Solver): boolean {
  return solver.steps.every((step) => canDo(model, step));
}

const narrowed = new WeakMap<Skill, Map<Model, Skill>>();

/**
 * The skill with the solvers that the model can run; its router knows no others. (Where it can run none, it keeps all: the loader
 * refuses such a pair.) A chat model answers the template of an engine's step as any question; where the skill has solvers without
 * such steps, it runs those.
 */
export function skillFor(skill: Skill, model: Model): Skill {
  const known = narrowed.get(skill)?.get(model);
  if (known !== undefined) return known;
  const fit =
    model.provider === 'openai' ? forChat(skill.solvers) : skill.solvers.filter((solver) => canRun(model, solver));
  const isWhole = fit.length === 0 || fit.length === skill.solvers.length;
  const own = isWhole ? skill : { ...skill, solvers: fit, router: among(fit, skill.router) };
  narrowed.set(skill, (narrowed.get(skill) ?? new Map<Model, Skill>()).set(model, own));
  return own;
}

function forChat(solvers: readonly Solver[]): readonly Solver[] {
  const own = solvers.filter(({ steps }) => steps.every((step) => step.kind !== 'solve'));
  return own.length > 0 ? own : solvers;
}

/** Where the fallback is not among the solvers, that of the first rule is, else the first of all. */
function among(solvers: readonly Solver[], router: Router): Router {
  if (router.kind === 'classify') return router;
  const isThere = (id: string): boolean => solvers.some((solver) => solver.id === id);
  const rules = router.kind === 'keyword' ? router.rules.filter((rule) => isThere(rule.solver)) : [];
  const fallback = isThere(router.fallback) ? router.fallback : (rules[0]?.solver ?? solvers[0]?.id ?? '');
  return router.kind === 'keyword' ? { ...router, rules, fallback } : { ...router, fallback };
}

/** The solver that an alias names outright (see {@link normalizeName}), and its skill: what others call a skill may be a solver here. */
export function findBySolver(
  skills: readonly Skill[],
  name: string,
): { readonly skill: Skill; readonly solver: Solver } | undefined {
  const wanted = normalizeName(name);
  for (const skill of skills) {
    const solver = skill.solvers.find(({ aliases }) => aliases.some((alias) => normalizeName(alias) === wanted));
    if (solver !== undefined) return { skill, solver };
  }
  return undefined;
}

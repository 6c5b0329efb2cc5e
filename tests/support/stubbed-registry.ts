/** @module The shipped registry with every endpoint at one address: what its files declare, called for real over HTTP. */
import type { Model, RegistrySnapshot, Skill, Solver } from '../../src/domain/registry.js';
import { findByName, servingModel } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';
import { canRun, skillFor } from '../../src/skills/runnable.js';
import { serviceOfStep } from '../../src/skills/step-schema.js';

/** All endpoints can be called, at `url`, without a key, and once. */
export async function stubbedRegistry(url: string): Promise<RegistrySnapshot> {
  const shipped = await loadRegistry({ roots: ['registry'], env: { MAESTRO_GPU_HOST: '127.0.0.1' } });
  const models = shipped.models.map((model): Model =>
    model.provider === 'openai'
      ? {
          ...model,
          ...{ baseUrl: url, servedName: model.id, apiKeyEnv: '', unavailable: '', fallbacks: [], hedge: false },
          ...{ timeoutMs: 60_000, deadlineMs: 240_000, maxAttempts: 1, ratePerMinute: undefined },
        }
      : model,
  );
  return { ...shipped, models };
}

export interface SolverCase {
  readonly name: string;
  readonly skill: Skill;
  readonly solver: Solver;
  /** A model that runs it: a chat model where one can. */
  readonly model: Model;
}

/** Every solver of every skill, each with a model that runs it. Throws when there is none. */
export function everySolver(snapshot: RegistrySnapshot): readonly SolverCase[] {
  return snapshot.skills.flatMap((skill) =>
    skill.solvers.map((solver) => {
      const able = snapshot.models.filter(
        (model) =>
          model.unavailable === '' &&
          model.skills.includes(skill.id) &&
          skillFor(skill, model).solvers.includes(solver) &&
          canRun(model, solver),
      );
      const model = able.find(({ provider }) => provider === 'openai') ?? able[0];
      if (model === undefined) throw new Error(`no model runs ${skill.id} > ${solver.id}`);
      return { name: `${skill.id} > ${solver.id}`, skill, solver, model };
    }),
  );
}

/** The snapshot in which a skill has this solver only, so that no router has a say. */
export function onlySolver(snapshot: RegistrySnapshot, { skill, solver }: SolverCase): RegistrySnapshot {
  const alone: Skill = { ...skill, solvers: [solver], router: { kind: 'keyword', rules: [], fallback: solver.id } };
  return { ...snapshot, skills: snapshot.skills.map((other) => (other.id === skill.id ? alone : other)) };
}

/** The snapshot in which nothing serves the optional steps of a solver. */
export function withoutEvidence(snapshot: RegistrySnapshot, { solver }: SolverCase): RegistrySnapshot {
  const kinds = solver.steps.filter(({ optional }) => optional).map(({ kind }) => serviceOfStep(kind));
  const services = snapshot.services.filter(({ kind }) => !kinds.includes(kind));
  return { ...snapshot, services };
}

/** The model that a step asks: the one behind its service, or the pair's own. */
export function modelOf(
  snapshot: RegistrySnapshot,
  step: Solver['steps'][number],
  pairModel: Model,
): Model | undefined {
  const kind = serviceOfStep(step.kind);
  if (kind === undefined) return pairModel;
  const service = snapshot.services.find((candidate) => candidate.kind === kind);
  const name = service && servingModel(service, step);
  return name === undefined ? undefined : findByName(snapshot.models, name);
}

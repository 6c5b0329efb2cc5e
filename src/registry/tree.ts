/** @module A snapshot as a tree for `maestro registry list --tree`: skills to solvers to steps, and models to pairs. */
import {
  callablePairs,
  pairName,
  roleOf,
  servingModel,
  type Model,
  type RegistrySnapshot,
  type Role,
  type Service,
  type Skill,
  type Solver,
  type SolverStep,
} from '../domain/registry.js';
import { serviceOfStep } from '../skills/step-schema.js';

export interface StepNode {
  readonly id: string;
  readonly kind: string;
  readonly task: string;
  readonly needs: readonly string[];
  readonly optional: boolean;
  /** One call for each image of the task. */
  readonly eachImage: boolean;
  /** The service that the step calls; empty: the model of the pair. */
  readonly service: string;
  /** The service's model; empty: that of the pair, or the service is not there. */
  readonly model: string;
  readonly switchedOff: boolean;
}

export interface SolverNode {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly steps: readonly StepNode[];
  /** The step whose text is the observation. */
  readonly output: string;
  /** `from .. check, up to N times`; empty: nothing is tried again. */
  readonly repair: string;
}

export interface SkillNode {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly needsImage: boolean;
  readonly router: string;
  readonly solvers: readonly SolverNode[];
}

export interface ModelNode {
  readonly id: string;
  readonly role: Role;
  /** Why it can't be called now; empty when it can. */
  readonly unavailable: string;
  /** `Model@@Skill` of those that can be called now. */
  readonly pairs: readonly string[];
  /** Kinds of the services that it serves. */
  readonly services: readonly string[];
}

export interface RegistryTree {
  readonly skills: readonly SkillNode[];
  readonly models: readonly ModelNode[];
}

/** In registry order. */
export function registryTree(snapshot: RegistrySnapshot): RegistryTree {
  const pairs = callablePairs(snapshot);
  return {
    skills: snapshot.skills.map((skill) => skillNode(snapshot, skill)),
    models: snapshot.models.map((model: Model) => ({
      id: model.id,
      role: roleOf(model),
      unavailable: model.unavailable,
      pairs: pairs.filter((pair) => pair.model === model).map(({ skill }) => pairName(model.id, skill.id)),
      services: snapshot.services.filter((service) => serves(model.id, service)).map((service) => service.kind),
    })),
  };
}

function skillNode(
  snapshot: RegistrySnapshot,
  { id, aliases, summary, needsImage, router, solvers }: Skill,
): SkillNode {
  return {
    id,
    aliases,
    summary,
    needsImage,
    router: router.kind === 'classify' ? `classify by ${router.model || 'the model of the pair'}` : router.kind,
    solvers: solvers.map((solver) => solverNode(snapshot, solver)),
  };
}

function solverNode(snapshot: RegistrySnapshot, { id, aliases, summary, steps, output, repair }: Solver): SolverNode {
  return {
    id,
    aliases,
    summary,
    steps: steps.map((step) => stepNode(snapshot, step)),
    output,
    repair: repair === undefined ? '' : `${repair.from} .. ${repair.check}, up to ${repair.rounds} times`,
  };
}

function serves(model: string, service: Service): boolean {
  return service.model === model || Object.values(service.languages ?? {}).includes(model);
}

function stepNode({ services, models }: RegistrySnapshot, step: SolverStep): StepNode {
  const { id, kind, task, needs, optional, each } = step;
  const service = serviceOfStep(kind);
  const entry = services.find((candidate) => candidate.kind === service);
  const model = (entry && servingModel(entry, step)) ?? '';
  const switchedOff = model !== '' && !models.some((candidate) => candidate.id === model);
  return { id, kind, task, needs, optional, eachImage: each === 'image', service: service ?? '', model, switchedOff };
}

/** @module A snapshot as rows for `maestro registry list`. */
import { callablePairs, pairName, type Model, type RegistrySnapshot } from '../domain/registry.js';

export interface ModelRow {
  readonly id: string;
  /** `engine raster`, or `openai http://... (served name)`. */
  readonly provider: string;
  readonly role: 'expert' | 'policy' | 'both';
  readonly quick: boolean;
  readonly skills: readonly string[];
  /** Why it can't be called now; empty when it can. */
  readonly unavailable: string;
  readonly strengths: string;
}

export interface SkillRow {
  readonly id: string;
  readonly summary: string;
  readonly needsImage: boolean;
  readonly solvers: readonly { readonly id: string; readonly summary: string; readonly steps: readonly string[] }[];
}

export interface RegistryRows {
  readonly models: readonly ModelRow[];
  readonly services: readonly { readonly kind: string; readonly model: string }[];
  readonly skills: readonly SkillRow[];
  /** `Model@@Skill` of every pair that can be called now. */
  readonly pairs: readonly string[];
}

/** Rows in registry order. Steps read `kind task`, e.g. `solve grid-shape`. Holds names of key variables at most, never keys. */
export function describeRegistry(snapshot: RegistrySnapshot): RegistryRows {
  return {
    models: snapshot.models.map((model) => ({
      id: model.id,
      provider: providerOf(model),
      role: model.provider === 'openai' ? model.role : 'expert',
      quick: model.provider === 'engine' && model.quick,
      skills: model.skills,
      unavailable: model.unavailable,
      strengths: model.strengths,
    })),
    services: snapshot.services,
    skills: snapshot.skills.map((skill) => ({
      id: skill.id,
      summary: skill.summary,
      needsImage: skill.needsImage,
      solvers: skill.solvers.map((solver) => ({
        id: solver.id,
        summary: solver.summary,
        steps: solver.steps.map((step) => `${step.kind} ${step.task}`.trim()),
      })),
    })),
    pairs: callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id)),
  };
}

function providerOf(model: Model): string {
  if (model.provider === 'engine') return `engine ${model.engine}`;
  return ['openai', model.baseUrl, model.servedName && `(${model.servedName})`].filter((part) => part !== '').join(' ');
}

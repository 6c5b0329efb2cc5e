/** @module A snapshot as rows for `maestro registry list`. */
import {
  callablePairs,
  pairName,
  roleOf,
  switchedOffModels,
  type Model,
  type RegistrySnapshot,
  type Role,
  type Router,
  type Service,
  type Solver,
  type SolverStep,
} from '../domain/registry.js';
import { partsOf } from '../skills/expand-solver.js';

export interface ModelRow {
  readonly id: string;
  /** `engine raster`, or `openai http://... (served name)`. */
  readonly provider: string;
  readonly role: Role;
  readonly quick: boolean;
  /** Numbers of the card that are known, e.g. `32,768 tokens`, `$0.15 in, $0.6 out per Mtok`, `typically 2.5 s`, `8 at once`. */
  readonly card: readonly string[];
  readonly license: string;
  readonly revision: string;
  /** Ids of the models that stand in for it, in order. */
  readonly fallbacks: readonly string[];
  readonly skills: readonly string[];
  /** Why it can't be called now; empty when it can. */
  readonly unavailable: string;
  readonly strengths: string;
}

export interface ServiceRow extends Service {
  /** Of its models those that are switched off: it can't be called where one of them would serve. */
  readonly switchedOff: readonly string[];
}

export interface SkillRow {
  readonly id: string;
  readonly summary: string;
  readonly needsImage: boolean;
  /** `keyword`, `similarity`, `classify by the model of the pair`; empty when there is only one solver. */
  readonly router: string;
  readonly solvers: readonly { readonly id: string; readonly summary: string; readonly steps: readonly string[] }[];
}

export interface RegistryRows {
  readonly models: readonly ModelRow[];
  readonly services: readonly ServiceRow[];
  readonly skills: readonly SkillRow[];
  /** `Model@@Skill` of every pair that can be called now. */
  readonly pairs: readonly string[];
}

export interface Unavailable {
  readonly reason: string;
  readonly ids: readonly string[];
}

/** Models that can't be called now, those with the same reason together. */
export function unavailableByReason(models: readonly ModelRow[]): readonly Unavailable[] {
  const ids = new Map<string, string[]>();
  for (const { id, unavailable } of models) {
    if (unavailable !== '') ids.set(unavailable, [...(ids.get(unavailable) ?? []), id]);
  }
  return [...ids].map(([reason, found]) => ({ reason, ids: found }));
}

/** Rows in registry order. Steps read `kind task (what is special)`, e.g. `solve grid-shape`, `caption (each image, optional)`. Holds names of key variables at most, never keys. */
export function describeRegistry(snapshot: RegistrySnapshot): RegistryRows {
  return {
    models: snapshot.models.map((model) => ({
      id: model.id,
      provider: providerOf(model),
      role: roleOf(model),
      quick: model.provider === 'engine' && model.quick,
      card: cardOf(model),
      license: model.license,
      revision: model.revision,
      fallbacks: model.fallbacks,
      skills: model.skills,
      unavailable: model.unavailable,
      strengths: model.strengths,
    })),
    services: snapshot.services.map((service) => ({ ...service, switchedOff: switchedOffModels(snapshot, service) })),
    skills: snapshot.skills.map((skill) => ({
      id: skill.id,
      summary: skill.summary,
      needsImage: skill.needsImage,
      router: skill.solvers.length > 1 ? routerOf(skill.router) : '',
      solvers: skill.solvers.map((solver) => ({
        id: solver.id,
        summary: solver.summary,
        steps: solver.steps.map((step) => stepLine(step, solver)),
      })),
    })),
    pairs: callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id)),
  };
}

function providerOf(model: Model): string {
  if (model.provider === 'engine') return `engine ${model.engine}`;
  return ['openai', model.baseUrl, model.servedName && `(${model.servedName})`].filter((part) => part !== '').join(' ');
}

function routerOf(router: Router): string {
  if (router.kind !== 'classify') return router.kind;
  return `classify by ${router.model === '' ? 'the model of the pair' : router.model}`;
}

function stepLine({ id, kind, task, each, optional }: SolverStep, { repair, output, steps }: Solver): string {
  const isRepeated = partsOf({ steps, repair }).repeated.some((step) => step.id === id);
  const special = [
    each === 'image' && 'each image',
    optional && 'optional',
    isRepeated && `up to ${1 + (repair?.rounds ?? 0)} times`,
    id === output && steps.at(-1)?.id !== id && 'output',
  ].filter((fact) => fact !== false);
  return `${kind} ${task}`.trim() + (special.length === 0 ? '' : ` (${special.join(', ')})`);
}

function cardOf(model: Model): readonly string[] {
  const { contextTokens, images, price, latency, concurrency, ratePerMinute, modalities, hedge } = model;
  const tokenPrice = price.inputPerMTok + price.outputPerMTok > 0;
  const facts = [
    contextTokens !== undefined && `${grouped(contextTokens)} tokens`,
    modalities.includes('image') && `${grouped(images.maxCount)} images of ${grouped(images.maxSide)} px`,
    tokenPrice && `$${price.inputPerMTok} in, $${price.outputPerMTok} out per Mtok`,
    price.perCall > 0 && `$${price.perCall} a call`,
    latency !== undefined && `typically ${latency.p50Ms / 1000} s, ${latency.p95Ms / 1000} s at p95`,
    hedge && 'hedged',
    `${grouped(concurrency)} at once`,
    ratePerMinute !== undefined && `${grouped(ratePerMinute)} a minute`,
  ];
  return facts.filter((fact) => fact !== false);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

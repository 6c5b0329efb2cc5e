/** @module The registry snapshot: models, services, skills and solvers as plain data, and how names are looked up in it. */
import { withoutInvisible } from './invisible.js';
import { roleOf, type Model } from './model.js';
import type { JsonValue } from './ref.js';

export * from './model.js';

export const SERVICE_KINDS = ['ocr', 'caption', 'detect', 'zoom', 'code'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

/** An auxiliary capability: which model serves it. */
export interface Service {
  readonly kind: ServiceKind;
  readonly model: string;
  /** Of `code`: which model serves a step with `params.language`. Steps without one, and all where this is left out: `model`. */
  readonly languages?: Readonly<Record<string, string>>;
}

/** The name of the model that serves a step; undefined when the service has none for its language. */
export function servingModel(
  { model, languages }: Service,
  { params }: Pick<SolverStep, 'params'>,
): string | undefined {
  const { language } = params;
  if (typeof language !== 'string' || languages === undefined) return model;
  return Object.hasOwn(languages, language) ? languages[language] : undefined;
}

/** What a service names and the snapshot lacks is switched off: names that are unknown are refused by the loader. */
export function switchedOffModels(
  { models }: Pick<RegistrySnapshot, 'models'>,
  { model, languages = {} }: Service,
): readonly string[] {
  const named = new Set([model, ...Object.values(languages)]);
  return [...named].filter((name) => !models.some(({ id }) => id === name));
}

export const STEP_KINDS = ['ask', 'classify', 'ocr', 'caption', 'detect', 'zoom', 'run-code', 'solve'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One step of a solver. Templates see `question`, `input`, `steps.<id>` and, in repair rounds, `previous.<id>`. */
export interface SolverStep {
  readonly id: string;
  readonly kind: StepKind;
  /** Ids of earlier steps whose results this one uses. */
  readonly needs: readonly string[];
  /** Text template (LiquidJS) of the request; empty when the step needs none. */
  readonly template: string;
  /** Template of the system message; empty: none is sent. */
  readonly system: string;
  /** For engines: which of their tasks, and its parameters. */
  readonly task: string;
  readonly params: { readonly [key: string]: JsonValue };
  /** `task`: the images of the task; otherwise ids of earlier steps whose output images are used. */
  readonly images: readonly string[];
  /** Evidence that the solver can do without: when it fails or declines, the steps that need it run all the same. */
  readonly optional: boolean;
  /** `image`: one call for each image of the task; `task`: one call. */
  readonly each: 'task' | 'image';
}

/**
 * What is tried again: the steps from `from` to `check`, up to `rounds` times more, each time only if `check` has not said
 * `data.passed: true`.
 */
export interface Repair {
  readonly from: string;
  readonly check: string;
  readonly rounds: number;
}

/** Level 2: one concrete pipeline of steps. */
export interface Solver {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly when: string;
  readonly steps: readonly SolverStep[];
  /** The step whose text is the observation. */
  readonly output: string;
  readonly repair: Repair | undefined;
}

/** A weighted rule: the phrases are matched on whole words of the input, case-insensitively. */
export interface RouteRule {
  readonly solver: string;
  readonly any: readonly string[];
  /** All of these must be present as well. */
  readonly all: readonly string[];
  readonly weight: number;
}

export const ROUTER_KINDS = ['keyword', 'similarity', 'classify'] as const;

/** How a Level-1 skill finds the solver for a question. Only `classify` costs a call. */
export type Router =
  | { readonly kind: 'keyword'; readonly rules: readonly RouteRule[]; readonly fallback: string }
  /** By the words that question and solvers' cards share; the fallback where they share none. */
  | { readonly kind: 'similarity'; readonly fallback: string }
  /** By a model: the pair's own where `model` is empty. */
  | { readonly kind: 'classify'; readonly model: string };

/** Level 1: what the policy chooses. */
export interface Skill {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly whenToUse: string;
  readonly limits: string;
  /** Phrases by which the `keyword` policy and readers recognise its questions; whole words. */
  readonly keywords: readonly string[];
  readonly needsImage: boolean;
  /** What a learned policy may ask of it beside the question: templates in which `{{question}}` stands for that. */
  readonly inputs?: readonly string[];
  readonly router: Router;
  readonly solvers: readonly Solver[];
}

/** Everything that was enabled when the snapshot was taken. Its canonical JSON is hashed. */
export interface RegistrySnapshot {
  readonly version: 1;
  readonly models: readonly Model[];
  readonly services: readonly Service[];
  readonly skills: readonly Skill[];
}

/** `Model@@Skill` of two ids. */
export function pairName(model: string, skill: string): string {
  return `${model}@@${skill}`;
}

/** Names compare without case, separators and what can't be seen: `GLM-4.6V Flash` = `glm_4.6v_flash`. Dots stay: 1.5 is not 15. */
export function normalizeName(name: string): string {
  return withoutInvisible(name)
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

type Named = { readonly id: string; readonly aliases: readonly string[] };

/** Finds an entry by its exact id or a declared alias (see {@link normalizeName}); never by substring. */
export function findByName<T extends Named>(entries: readonly T[], name: string): T | undefined {
  const wanted = normalizeName(name);
  return entries.find((entry) => [entry.id, ...entry.aliases].some((known) => normalizeName(known) === wanted));
}

/** Models that a policy may call as experts. */
export function expertModels(snapshot: RegistrySnapshot): readonly Model[] {
  return snapshot.models.filter((model) => roleOf(model) === 'expert' || roleOf(model) === 'both');
}

/** Models that steps of solvers may call: the experts, and those that only serve. */
export function stepModels(snapshot: RegistrySnapshot): readonly Model[] {
  return snapshot.models.filter((model) => roleOf(model) !== 'policy');
}

/** Every pair that may be called now, in registry order. */
export function callablePairs(snapshot: RegistrySnapshot): readonly { readonly model: Model; readonly skill: Skill }[] {
  return snapshot.skills.flatMap((skill) =>
    expertModels(snapshot)
      .filter((model) => model.unavailable === '' && model.skills.includes(skill.id))
      .map((model) => ({ model, skill })),
  );
}

/** The models that may be called in a model's place now, in the order that its card declares. */
export function fallbacksOf(snapshot: RegistrySnapshot, { fallbacks }: Model): readonly Model[] {
  return fallbacks
    .flatMap((name) => findByName(snapshot.models, name) ?? [])
    .filter((model) => model.unavailable === '' && roleOf(model) !== 'policy');
}

/** The names nearest to a wrong one, by edit distance, best first. */
export function nearestNames(entries: readonly Named[], name: string, count = 3): readonly string[] {
  const wanted = normalizeName(name);
  return entries
    .map((entry) => ({
      id: entry.id,
      distance: Math.min(...[entry.id, ...entry.aliases].map((known) => editDistance(normalizeName(known), wanted))),
    }))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map((scored) => scored.id);
}

/** Levenshtein distance; names are short, and longer strings are cut at 100 characters. */
export function editDistance(first: string, second: string): number {
  const a = first.slice(0, 100);
  const b = second.slice(0, 100);
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** @module The free routers: from a question to one Level-2 solver, by weighted rules or by likeness to the solvers' cards. Pure. */
import { MaestroError } from '../domain/errors.js';
import type { RouteRule, Skill, Solver } from '../domain/registry.js';
import { hasPhrase, wordsOf } from '../domain/words.js';
import { indexDescriptions, similarities, type SimilarityIndex } from './similarity.js';

export interface Routing {
  readonly solver: Solver;
  /** Solver id -> how well it fits: the sum of the weights of its rules that matched, or 0..1. In registry order, or that of the rules. */
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * The solver with the highest score; ties go to the one that comes first, no match to the fallback.
 * @throws MaestroError INTERNAL for a router that asks a model
 */
export function routeToSolver(skill: Skill, text: string): Routing {
  const { router } = skill;
  if (router.kind === 'classify')
    throw new MaestroError('INTERNAL', `The router of skill ${skill.id} asks a model: it can't be computed.`);
  const scores = router.kind === 'keyword' ? scoreByRules(router.rules, text) : scoreByCards(skill, text);
  let best = router.fallback;
  let bestScore = 0;
  for (const [solver, score] of Object.entries(scores)) {
    if (score > bestScore) [best, bestScore] = [solver, score];
  }
  return { solver: solverOf(skill, best), scores };
}

/** @throws MaestroError INTERNAL when the snapshot lacks the solver */
export function solverOf(skill: Skill, id: string): Solver {
  const solver = skill.solvers.find((candidate) => candidate.id === id);
  if (solver !== undefined) return solver;
  throw new MaestroError(
    'INTERNAL',
    `The router of skill ${skill.id} names solver ${id}, which its snapshot lacks: load the registry again.`,
  );
}

function scoreByRules(rules: readonly RouteRule[], text: string): Readonly<Record<string, number>> {
  const words = wordsOf(text);
  const scores: Record<string, number> = {};
  for (const rule of rules) {
    scores[rule.solver] = (scores[rule.solver] ?? 0) + (matches(rule, words) ? rule.weight : 0);
  }
  return scores;
}

function matches(rule: RouteRule, words: string): boolean {
  const has = (phrase: string): boolean => hasPhrase(words, phrase);
  return rule.all.every(has) && (rule.any.length === 0 || rule.any.some(has));
}

/** Characters of a question that are compared; what follows says little about its kind. */
const MAX_COMPARED = 20_000;

function scoreByCards(skill: Skill, text: string): Readonly<Record<string, number>> {
  const found = similarities(indexOf(skill), text.slice(0, MAX_COMPARED));
  return Object.fromEntries(skill.solvers.map(({ id }, index) => [id, found[index] ?? 0]));
}

const indexes = new WeakMap<Skill, SimilarityIndex>();

function indexOf(skill: Skill): SimilarityIndex {
  const known = indexes.get(skill);
  if (known !== undefined) return known;
  const made = indexDescriptions(
    skill.solvers.map(({ id, aliases, summary, when }) => [id, ...aliases, summary, when].join('\n')),
  );
  indexes.set(skill, made);
  return made;
}

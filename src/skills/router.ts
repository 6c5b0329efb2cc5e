/** @module The keyword router: from a question to one Level-2 solver, by weighted rules on whole words. Pure and free. */
import { MaestroError } from '../domain/errors.js';
import type { RouteRule, Skill, Solver } from '../domain/registry.js';
import { hasPhrase, wordsOf } from '../domain/words.js';

export interface Routing {
  readonly solver: Solver;
  /** Solver id -> sum of the weights of its rules that matched, in the order in which the rules first name them. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The solver with the highest score; ties go to the one whose rules come first, no match to the fallback. */
export function routeToSolver(skill: Skill, text: string): Routing {
  const words = wordsOf(text);
  const scores: Record<string, number> = {};
  for (const rule of skill.router.rules) {
    scores[rule.solver] = (scores[rule.solver] ?? 0) + (matches(rule, words) ? rule.weight : 0);
  }
  let best = skill.router.fallback;
  let bestScore = 0;
  for (const [solver, score] of Object.entries(scores)) {
    if (score > bestScore) [best, bestScore] = [solver, score];
  }
  const solver = skill.solvers.find((candidate) => candidate.id === best);
  if (solver === undefined) {
    throw new MaestroError(
      'INTERNAL',
      `The router of skill ${skill.id} names solver ${best}, which its snapshot lacks: load the registry again.`,
    );
  }
  return { solver, scores };
}

function matches(rule: RouteRule, words: string): boolean {
  const has = (phrase: string): boolean => hasPhrase(words, phrase);
  return rule.all.every(has) && (rule.any.length === 0 || rule.any.some(has));
}

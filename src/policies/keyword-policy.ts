/** @module The embedded default: picks the skill by its keywords, believes a confident expert, and otherwise asks the next. */
import { usualCost } from '../domain/model.js';
import type { PreparedTask } from '../domain/task.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { keywordScore } from './keyword-score.js';
import { UNKNOWN, answerWith, callPair } from './local-decision.js';
import { fittingPairs, resultsOf, type Pair, type PairResult } from './pairs.js';
import { localPolicy } from './local-policy.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

/** Below it, an answer is checked with another expert while calls are left. */
const SURE = 0.5;
/** Taken for experts that give no confidence: enough to be believed, never more than one that gives a higher one. */
const UNSTATED = SURE;

interface ScoredPair extends Pair {
  readonly score: number;
}

export const keywordPolicy: Policy = localPolicy('keyword', decide);

function decide({ task, snapshot, turns, callsLeft }: PolicyContext): PolicyDecision {
  const results = resultsOf(turns);
  const best = mostConfident(results);
  if (best !== undefined && confidenceOf(best) >= SURE)
    return answerWith(best.observation.text, `${best.pair} is sure.`);

  const tried = new Set(results.map((result) => result.pair));
  const untried = rankPairs(snapshot, task).filter((pair) => !tried.has(pair.name));
  // With an unsure answer in hand only a skill that the question asks for is worth another call.
  const next = untried.find((pair) => best === undefined || pair.score > 0);
  if (callsLeft > 0 && next !== undefined) {
    const cause = results.length === 0 ? 'first choice' : best === undefined ? 'the last one failed' : 'not sure yet';
    return callPair(next, task.question, `${next.name}: ${next.score} keyword words (${cause}).`);
  }
  if (best !== undefined) return answerWith(best.observation.text, `${best.pair} is the most confident.`);
  return answerWith(UNKNOWN, 'No expert could answer.');
}

/** Best skill first; within a skill the cheapest model first; equals stay in registry order. */
export function rankPairs(
  snapshot: RegistrySnapshot,
  task: Pick<PreparedTask, 'question' | 'images'>,
): readonly ScoredPair[] {
  const hasImages = task.images.length > 0;
  // Using the task's images, or not missing any, is worth one keyword.
  const suits = ({ skill }: Pair): number => (skill.needsImage === hasImages ? 1 : 0);
  return fittingPairs(snapshot, task)
    .map((pair) => ({ ...pair, score: keywordScore(pair.skill, task.question) }))
    .sort(
      (a, b) =>
        b.score + suits(b) - (a.score + suits(a)) ||
        suits(b) - suits(a) ||
        snapshot.skills.indexOf(a.skill) - snapshot.skills.indexOf(b.skill) ||
        usualCost(a.model) - usualCost(b.model),
    );
}

/** The first of the most confident answers that came back. */
function mostConfident(results: readonly PairResult[]): PairResult | undefined {
  return results
    .filter(({ observation }) => observation.status === 'ok' && observation.text.trim() !== '')
    .reduce<PairResult | undefined>(
      (best, result) => (best === undefined || confidenceOf(result) > confidenceOf(best) ? result : best),
      undefined,
    );
}

function confidenceOf({ observation }: PairResult): number {
  return observation.confidence ?? UNSTATED;
}

/** @module The pairs a policy may choose from for a task, and what its earlier calls brought. */
import { callablePairs, pairName, type Model, type RegistrySnapshot, type Skill } from '../domain/registry.js';
import type { PreparedTask } from '../domain/task.js';
import type { Observation, TranscriptTurn } from '../domain/transcript.js';

export interface Pair {
  readonly name: string;
  readonly model: Model;
  readonly skill: Skill;
}

/** A call that was made and what came back. */
export interface PairResult {
  readonly pair: string;
  readonly observation: Observation;
}

/** Every pair that may be called now, in registry order. */
export function allPairs(snapshot: RegistrySnapshot): readonly Pair[] {
  return callablePairs(snapshot).map(({ model, skill }) => ({ name: pairName(model.id, skill.id), model, skill }));
}

/**
 * The pairs that can work on the task: a skill that needs an image gets one, and the model takes what the skill works on. An endpoint
 * is shown the pictures of a task by any skill.
 */
export function fittingPairs(snapshot: RegistrySnapshot, task: Pick<PreparedTask, 'images'>): readonly Pair[] {
  const hasImages = task.images.length > 0;
  return allPairs(snapshot).filter(({ model, skill }) => {
    const sees = model.modalities.includes('image');
    if (skill.needsImage) return hasImages && sees;
    return model.modalities.includes('text') && (sees || !hasImages || model.provider === 'engine');
  });
}

/** What the calls of this rollout brought, oldest first; malformed decisions are left out. */
export function resultsOf(turns: readonly TranscriptTurn[]): readonly PairResult[] {
  return turns.flatMap(({ decision, observation }) =>
    decision.action.kind === 'call'
      ? [{ pair: pairName(decision.action.model, decision.action.skill), observation }]
      : [],
  );
}

/** @module What all local engines share: their type, their replies, and how an abort ends a call. */
import type { Expert, ExpertReply, Usage } from '../../domain/expert.js';
import { MaestroError } from '../../domain/errors.js';
import { ENGINE_TASKS } from '../../domain/engine-tasks.js';
import type { EngineName } from '../../domain/registry.js';

/** A local engine. Heavy parts are loaded by the first call; `close` ends its threads (a later call starts them again). */
export interface Engine extends Expert {
  close(): Promise<void>;
}

/** Local work costs no tokens and no money. */
const ONE_CALL: Usage = { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 };

export function cannotReply(reason: string): ExpertReply {
  return { kind: 'cannot', reason, usage: ONE_CALL };
}

type Answer = Extract<ExpertReply, { kind: 'answer' }>;

export function answerReply(
  answer: Pick<Answer, 'text' | 'confidence' | 'data'> & Partial<Pick<Answer, 'images'>>,
): ExpertReply {
  return { kind: 'answer', images: [], reasoning: '', usage: ONE_CALL, ...answer };
}

/** @throws MaestroError EXPERT_REJECTED for a task that the engine does not have */
export function unknownTask(engine: EngineName, task: string): MaestroError {
  return new MaestroError(
    'EXPERT_REJECTED',
    `The engine "${engine}" has no task "${task}": use one of ${ENGINE_TASKS[engine].join(', ')} in the solver's step.`,
  );
}

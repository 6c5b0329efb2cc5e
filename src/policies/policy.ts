/** @module What every policy is given and returns. */
import type { Decision } from '../domain/action.js';
import type { ExpertImage, Usage } from '../domain/expert.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import type { PreparedTask, TrainingInput } from '../domain/task.js';
import type { TranscriptTurn } from '../domain/transcript.js';
import type { DecisionSample } from '../learning/groups.js';
import type { Generation } from './generation.js';

export interface PolicyContext {
  readonly rolloutId: string;
  readonly task: PreparedTask;
  readonly snapshot: RegistrySnapshot;
  readonly turns: readonly TranscriptTurn[];
  readonly turn: number;
  /** Expert calls left; 0 means that only an answer counts. */
  readonly callsLeft: number;
  /** Share of the money that is left, 0..1; 1 without a limit. */
  readonly moneyLeft: number;
  /** Seed of this decision, from (rollout seed, task, sample, turn). */
  readonly seed: number;
  /** Reads the task's images from the blob store when a policy looks at them. */
  readonly images: () => Promise<readonly ExpertImage[]>;
  /** The system prompt that the rollout pinned; empty for policies without one. */
  readonly prompt: string;
  /** Given: the decision is for learning. A learned policy draws it; a chat policy keeps what the model generated. */
  readonly training?: TrainingInput;
  readonly signal: AbortSignal;
}

export interface PolicyDecision extends Decision {
  readonly usage: Usage;
  /** What learning needs of a decision that was drawn. */
  readonly sample?: DecisionSample;
  /** What a trainer of the chat model needs of it. */
  readonly generation?: Generation;
}

export interface Policy {
  readonly name: string;
  /** In process, free and fast: taken as a local activity. Otherwise a regular one on the policy queue. */
  readonly quick: boolean;
  /** One attempt, milliseconds. */
  readonly timeoutMs: number;
  /**
   * The system prompt, which the plan pins; empty for policies without one. `template`: the user's own.
   * @throws MaestroError INVALID_INPUT or TOO_LARGE for a template that can't be used, or by a policy that reads none
   */
  systemPrompt(snapshot: RegistrySnapshot, template?: string): string;
  /** Decides the next action. @throws MaestroError POLICY_UNAVAILABLE (transient) or POLICY_FAILED */
  decide(context: PolicyContext): Promise<PolicyDecision>;
}

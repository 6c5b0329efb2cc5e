/** @module What every policy is given and returns. */
import type { Decision } from '../domain/action.js';
import type { ExpertImage, Usage } from '../domain/expert.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import type { PreparedTask } from '../domain/task.js';
import type { TranscriptTurn } from '../domain/transcript.js';

export interface PolicyContext {
  readonly rolloutId: string;
  readonly task: PreparedTask;
  readonly snapshot: RegistrySnapshot;
  readonly turns: readonly TranscriptTurn[];
  readonly turn: number;
  /** Expert calls left; 0 means that only an answer counts. */
  readonly callsLeft: number;
  /** Seed of this decision, from (rollout seed, task, sample, turn). */
  readonly seed: number;
  /** Reads the task's images from the blob store when a policy looks at them. */
  readonly images: () => Promise<readonly ExpertImage[]>;
  readonly signal: AbortSignal;
}

export interface PolicyDecision extends Decision {
  readonly usage: Usage;
}

export interface Policy {
  readonly name: string;
  /** In process, free and fast: taken as a local activity. Otherwise a regular one on the policy queue. */
  readonly quick: boolean;
  /** One attempt, milliseconds. */
  readonly timeoutMs: number;
  /** The system prompt that is hashed into the plan; empty for policies without one. */
  systemPrompt(snapshot: RegistrySnapshot): string;
  /** Decides the next action. @throws MaestroError POLICY_UNAVAILABLE (transient) or POLICY_FAILED */
  decide(context: PolicyContext): Promise<PolicyDecision>;
}

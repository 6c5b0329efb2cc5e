/** @module What a kind of step adds to a plain call: how its request is made ready, and how the reply is read. */
import type { ExpertImage, ExpertReply, ExpertRequest } from '../../domain/expert.js';
import type { Model, SolverStep } from '../../domain/registry.js';
import type { StepResult } from '../../skills/step-result.js';

export interface StepContext {
  readonly step: SolverStep;
  readonly model: Model;
  /** The images of the request, in their order. */
  readonly images: readonly ExpertImage[];
  /** What the steps that this one needs said; empty texts for evidence that failed. */
  readonly steps: Readonly<Record<string, StepResult>>;
}

export type Answer = Extract<ExpertReply, { kind: 'answer' }>;

export interface StepKind {
  /** @throws MaestroError EXPERT_REJECTED for a request that can't be made */
  prepare(request: ExpertRequest, context: StepContext): Promise<ExpertRequest>;
  /** @throws MaestroError EXPERT_MALFORMED for a reply that can't be read */
  read(reply: Answer, context: StepContext): Promise<ExpertReply>;
}

/** The request as it is, and the reply as it came. */
export const PLAIN = {
  prepare: (request: ExpertRequest) => Promise.resolve(request),
  read: (reply: Answer) => Promise.resolve(reply),
} as const satisfies StepKind;

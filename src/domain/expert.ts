/** @module What every expert, local engine or endpoint alike, is asked and answers. */
import type { ImageRef, JsonValue } from './ref.js';
import type { Model } from './registry.js';

/** Tokens, calls and money of one call or of many. */
export interface Usage {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
}

export const NO_USAGE: Usage = { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}

/** An image with its bytes, as stored. */
export interface ExpertImage {
  readonly ref: ImageRef;
  readonly bytes: Uint8Array;
}

export interface ExpertRequest {
  readonly model: Model;
  /** Engines: which of their tasks. Endpoints: ignored. */
  readonly task: string;
  readonly params: { readonly [key: string]: JsonValue };
  /** The question or rendered prompt. */
  readonly text: string;
  readonly system: string;
  /** Is an empty reply an honest "there is nothing", and no fault? */
  readonly mayBeEmpty?: boolean;
  readonly images: readonly ExpertImage[];
  readonly seed: number;
  /** Aborted when the activity is cancelled or times out: the HTTP request or the computation must stop. */
  readonly signal: AbortSignal;
}

/** A reply: either an answer with a confidence, or an honest "I can't". Failures are thrown as MaestroError EXPERT_*. */
export type ExpertReply =
  | {
      readonly kind: 'answer';
      readonly text: string;
      /** 0..1; undefined when the expert gives none. */
      readonly confidence: number | undefined;
      /** Structured result for later steps, e.g. a box. */
      readonly data: { readonly [key: string]: JsonValue };
      /** Encoded images (PNG) for later steps, e.g. a crop. */
      readonly images: readonly Uint8Array[];
      /** Reasoning that the model returned apart from its answer; never shown to the policy. */
      readonly reasoning: string;
      readonly usage: Usage;
    }
  | { readonly kind: 'cannot'; readonly reason: string; readonly usage: Usage };

/** Anything that can be called. */
export interface Expert {
  call(request: ExpertRequest): Promise<ExpertReply>;
}

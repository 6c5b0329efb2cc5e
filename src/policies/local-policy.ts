/** @module The frame of every policy that decides in process, without a model. */
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

/** A quick policy from a pure function; what the function throws becomes a rejection. */
export function localPolicy(name: string, decide: (context: PolicyContext) => PolicyDecision): Policy {
  return {
    name,
    quick: true,
    timeoutMs: 5_000,
    systemPrompt: () => '',
    decide: (context) => new Promise((resolve) => resolve(decide(context))),
  };
}

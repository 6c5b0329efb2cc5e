/** @module The frame of every policy that decides in process, without a model. */
import { MaestroError } from '../domain/errors.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

/** A quick policy from a pure function; what the function throws becomes a rejection. */
export function localPolicy(name: string, decide: (context: PolicyContext) => PolicyDecision): Policy {
  return {
    name,
    quick: true,
    timeoutMs: 5_000,
    systemPrompt: (_snapshot, template) => {
      if (template === undefined) return '';
      throw new MaestroError(
        'INVALID_INPUT',
        `The policy "${name}" reads no prompt: leave it out, or choose a chat policy.`,
      );
    },
    decide: (context) => new Promise((resolve) => resolve(decide(context))),
  };
}

/** @module Calls the expert twice, then answers with what it said. */
import type { Policy } from '../../dist/policies/policy.js';
import { NO_USAGE } from '../../dist/domain/expert.js';

export const twoTurnPolicy: Policy = {
  name: 'two-turn',
  quick: true,
  timeoutMs: 5_000,
  systemPrompt: () => '',
  decide: ({ turns, task }) =>
    Promise.resolve({
      think: '',
      text: '',
      usage: NO_USAGE,
      action:
        turns.length < 2
          ? { kind: 'call', model: 'Expert', skill: 'Plain', input: task.question }
          : { kind: 'answer', text: turns.at(-1)?.observation.text ?? 'nothing' },
    }),
};

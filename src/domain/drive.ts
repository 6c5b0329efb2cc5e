/** @module The loop that every driver runs: perform the command, feed the event to the transition, until finished. */
import { begin, transition, type Command, type RolloutEvent, type RolloutState } from './transition.js';
import type { Plan } from './task.js';

/** Does one command and says what happened. */
export type Perform = (command: Exclude<Command, { kind: 'finish' }>, state: RolloutState) => Promise<RolloutEvent>;

/**
 * Drives a rollout to its end.
 * @param onState hears every state, so that a query can show it
 */
export async function drive(
  plan: Plan,
  perform: Perform,
  onState: (state: RolloutState) => void = () => undefined,
): Promise<RolloutState> {
  let state = begin(plan);
  onState(state);
  while (state.command.kind !== 'finish') {
    state = transition(state, await perform(state.command, state));
    onState(state);
  }
  return state;
}

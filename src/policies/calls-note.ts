/** @module The line that tells a chat policy how many calls it has left. */
import type { PolicyContext } from './policy.js';

export function callsNote({ callsLeft }: Pick<PolicyContext, 'callsLeft'>, howToAnswer: string): string {
  if (callsLeft > 0) return `Calls left: ${callsLeft}.`;
  return `No call is left. You must answer now, with what you know; a call would not be made. ${howToAnswer}`;
}

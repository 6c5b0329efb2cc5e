/** @module A failure in one bounded line. */
import { ActivityFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { oneLine } from '../domain/escape.js';
import { messageOf } from '../domain/errors.js';

/** What went wrong, from the innermost failure that says it; at most `length` characters. */
export function failureNote(error: unknown, length = 300): string {
  let current = error;
  while (isWrapper(current) && current.cause !== undefined) current = current.cause;
  // A timeout says little; the failure of the attempt before it says why.
  if (current instanceof TimeoutFailure && current.cause !== undefined) current = current.cause;
  return oneLine(messageOf(current), length);
}

/** Who failed, not why. */
function isWrapper(error: unknown): error is ActivityFailure | ChildWorkflowFailure {
  return error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
}

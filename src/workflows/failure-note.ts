/** @module A failure in one bounded line. */
import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import { oneLine } from '../domain/escape.js';
import { messageOf } from '../domain/errors.js';

/** What went wrong, from the innermost failure that says it; at most `length` characters. */
export function failureNote(error: unknown, length = 300): string {
  let current = error;
  while (current instanceof ActivityFailure && current.cause !== undefined) current = current.cause;
  // A timeout says little; the failure of the attempt before it says why.
  if (current instanceof TimeoutFailure && current.cause !== undefined) current = current.cause;
  return oneLine(messageOf(current), length);
}

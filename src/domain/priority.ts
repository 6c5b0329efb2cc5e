/** @module Who is served first where calls wait: Temporal's priority keys, 1 before 5; whoever says nothing has 3. */

/** Somebody sits and waits for the answer. */
export const INTERACTIVE = 2;

export const PRIORITIES = ['evaluation', 'training'] as const;
/** What a batch is for. */
export type BatchPriority = (typeof PRIORITIES)[number];

export function priorityKeyOf(priority: BatchPriority): number {
  return priority === 'evaluation' ? 3 : 5;
}
